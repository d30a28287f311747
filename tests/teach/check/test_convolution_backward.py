"""The exercises on the way back accept what is right and name what is wrong."""

import numpy as np
import pytest

from dlnotes.teach import check


def crop(x, padding):
    return x[:, :, padding : x.shape[2] - padding, padding : x.shape[3] - padding]


def my_conv2d_backward(dy, x, weight, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    _, _, kh, kw = weight.shape
    for n, o, i, j in np.ndindex(dy.shape):
        window = np.s_[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
        dx[n][window] += dy[n, o, i, j] * weight[o]
        dweight[o] += dy[n, o, i, j] * x[n][window]
    return crop(dx, padding), dweight, dy.sum((0, 2, 3))


def my_conv_transpose2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    _, o, kh, kw = weight.shape
    y = np.zeros((n, o, (h - 1) * stride + kh, (w - 1) * stride + kw), x.dtype)
    for b, d, i, j in np.ndindex(n, c, h, w):
        rows = slice(i * stride, i * stride + kh)
        columns = slice(j * stride, j * stride + kw)
        y[b, :, rows, columns] += x[b, d, i, j] * weight[d]
    return crop(y, padding)


@pytest.mark.parametrize("right", [my_conv2d_backward, my_conv_transpose2d])
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


def test_the_naive_loop_with_assignment_is_named():
    def overwriting(x, weight, stride=1, padding=0):
        n, c, h, w = x.shape
        _, o, kh, kw = weight.shape
        y = np.zeros((n, o, (h - 1) * stride + kh, (w - 1) * stride + kw), x.dtype)
        for b, d, i, j in np.ndindex(n, c, h, w):
            rows = slice(i * stride, i * stride + kh)
            columns = slice(j * stride, j * stride + kw)
            y[b, :, rows, columns] = x[b, d, i, j] * weight[d]
        return crop(y, padding)

    assert "write += for =" in check.conv_transpose2d(overwriting).diagnosis


def test_the_wrong_gradient_alone_is_shown():
    def no_batch_sum(dy, *arrays, **how):
        return (*my_conv2d_backward(dy, *arrays, **how)[:2], dy.sum((2, 3)))

    report = check.conv2d_backward(no_batch_sum)
    assert report.diagnosis.startswith("dbias is not summed over the batch")
    assert "dbias expected (1,)" in repr(report)
    assert "dx expected" not in repr(report)


@pytest.mark.parametrize(
    ("answer", "diagnosis"),
    [
        (lambda dx, dw, db: dx, "Return a tuple of 3 arrays: dx, dweight, dbias."),
        (lambda dx, dw, db: (dx, None, db), "dweight is None, expected a NumPy array."),
        (
            lambda dx, dw, db: (dx, dw, db.astype(np.float16)),
            "dbias has the right values, but its dtype is float16: keep that of x, "
            "float64.",
        ),
    ],
)
def test_the_wrong_kind_of_gradient_is_named(answer, diagnosis):
    def gradients(*arrays, **how):
        return answer(*my_conv2d_backward(*arrays, **how))

    assert check.conv2d_backward(gradients).diagnosis == diagnosis


@pytest.mark.parametrize("stub", [None, (None, None, None)])
def test_the_stub_is_not_solved_yet(stub):
    report = check.conv2d_backward(lambda *arrays, **how: stub)
    assert "not solved yet" in repr(report)
