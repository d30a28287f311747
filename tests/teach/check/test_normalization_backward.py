"""The exercise on the way back accepts other derivations than its own."""

import numpy as np

from dlnotes.teach import check


def my_batch_norm_backward(dy, x, weight, eps=1e-5):
    dx, dweight, dbias = np.empty_like(x), np.empty_like(weight), np.empty_like(weight)
    for c in range(x.shape[1]):
        g, n = dy[:, c] * weight[c], x[:, c].size
        centred = x[:, c] - x[:, c].mean()
        root = np.sqrt(x[:, c].var() + eps)
        dvar = -0.5 * (g * centred).sum() / root**3
        dmean = -g.sum() / root - 2 * dvar * centred.sum() / n
        dx[:, c] = g / root + 2 * dvar * centred / n + dmean / n
        dweight[c] = (dy[:, c] * centred).sum() / root
        dbias[c] = dy[:, c].sum()
    return dx, dweight, dbias


def test_a_naive_solution_passes():
    report = check.batch_norm_backward(my_batch_norm_backward)
    assert report.passed, report


def test_the_wrong_gradient_alone_is_shown():
    def unreduced(dy, x, weight, eps=1e-5):
        dx, dweight, _ = my_batch_norm_backward(dy, x, weight, eps)
        return dx, dweight, dy.sum(0)

    report = check.batch_norm_backward(unreduced)
    assert report.diagnosis.startswith("dbias is not summed over the positions")
    assert "dbias expected (2,)" in repr(report)
    assert "dx expected" not in repr(report)


def test_the_gradients_of_inference_are_named():
    def constants(dy, x, weight, eps=1e-5):
        _, dweight, dbias = my_batch_norm_backward(dy, x, weight, eps)
        axes = (0, *range(2, x.ndim))
        root = np.sqrt(x.var(axes, keepdims=True) + eps)
        return dy * weight.reshape(root.shape[1:]) / root, dweight, dbias

    diagnosis = check.batch_norm_backward(constants).diagnosis
    assert diagnosis.startswith("dx takes mean and variance as constants")
