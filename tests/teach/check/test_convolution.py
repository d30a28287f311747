"""The exercises on the convolution accept what is right and name what is wrong."""

import numpy as np
import pytest

from dlnotes.teach import check


def my_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    return len(range(0, size + 2 * padding - dilation * (kernel_size - 1), stride))


def my_im2col(x, kernel_size, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kh, kw = kernel_size
    windows = [
        x[:, :, i : i + kh, j : j + kw].reshape(len(x), -1)
        for i in range(0, x.shape[2] - kh + 1, stride)
        for j in range(0, x.shape[3] - kw + 1, stride)
    ]
    return np.stack(windows, axis=-1)


def my_conv2d(x, weight, bias=None, stride=1, padding=0):
    n, _, h, w = x.shape
    o, c, kh, kw = weight.shape
    y = np.zeros(
        (
            n,
            o,
            my_output_size(h, kh, stride, padding),
            my_output_size(w, kw, stride, padding),
        ),
        x.dtype,
    )
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    for b, f, i, j in np.ndindex(y.shape):
        y[b, f, i, j] = 0 if bias is None else bias[f]
        for d, u, v in np.ndindex(c, kh, kw):
            y[b, f, i, j] += (
                weight[f, d, u, v] * x[b, d, i * stride + u, j * stride + v]
            )
    return y


@pytest.mark.parametrize("right", [my_output_size, my_conv2d, my_im2col])
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


def test_a_naive_flipped_kernel_is_named():
    def flipped(x, weight, bias=None, stride=1, padding=0):
        return my_conv2d(x, weight[:, :, ::-1, ::-1], bias, stride, padding)

    report = check.conv2d(flipped)
    assert "your kernel is flipped" in report.diagnosis
    assert "2 of 12 cases pass" in repr(report)


def test_a_naive_transposed_kernel_is_named_though_others_raise():
    def transposed(x, weight, bias=None, stride=1, padding=0):
        kh, kw = weight.shape[2:]
        taps = [[weight[:, :, v, u] for v in range(kw)] for u in range(kh)]
        turned = np.moveaxis(np.array(taps), (0, 1), (2, 3))
        return my_conv2d(x, turned, bias, stride, padding)

    report = check.conv2d(transposed)
    assert report.diagnosis.startswith("The kernel is transposed")
    assert report.diagnosis.endswith("Some of the other cases fail in another way.")


def test_two_mistakes_are_named_one_after_the_other():
    def flipped_and_unpadded(x, weight, bias=None, stride=1, padding=0):
        return my_conv2d(x, weight[:, :, ::-1, ::-1], bias, stride)

    diagnosis = check.conv2d(flipped_and_unpadded).diagnosis
    assert "your kernel is flipped" in diagnosis
    assert diagnosis.endswith("Some of the other cases fail in another way.")


def test_a_function_without_options_passes_the_first_cases():
    report = check.conv2d(lambda x, weight: my_conv2d(x, weight))
    assert "6 of 12 cases pass" in repr(report)
    assert check.conv2d.signature in report.diagnosis


def test_numpy_integers_are_integers():
    report = check.output_size(lambda *a, **how: np.int64(my_output_size(*a, **how)))
    assert report.passed
