"""The exercises on matrix products accept what is right and name what is wrong."""

import tracemalloc

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from dlnotes.convolution import unfold
from dlnotes.teach import check


def my_im2col_strided(x, kernel_size):
    c, h, w = x.shape
    kh, kw = kernel_size
    channel, row, column = x.strides
    return as_strided(
        x,
        (c, kh, kw, h - kh + 1, w - kw + 1),
        (channel, row, column, row, column),
    )


def my_shift_conv2d(x, weight):
    _, h, w = x.shape
    o, _, kh, kw = weight.shape
    oh, ow = h - kh + 1, w - kw + 1
    y = np.zeros((o, oh, ow), x.dtype)
    for u, v in np.ndindex(kh, kw):
        y += np.tensordot(weight[:, :, u, v], x[:, u : u + oh, v : v + ow], 1)
    return y


@pytest.mark.parametrize("right", [my_im2col_strided, my_shift_conv2d])
def test_a_plain_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


@pytest.mark.parametrize(
    "copying",
    [
        lambda x, k: my_im2col_strided(x, k).copy(),
        lambda x, k: my_im2col_strided(x.copy(), k),
        lambda x, k: np.stack(list(my_im2col_strided(x, k))),
    ],
)
def test_windows_that_are_copied_are_named(copying):
    report = check.im2col_strided(copying)
    assert report.diagnosis.startswith("The values are right, but they are a copy")
    assert "0 of 6 cases pass" in repr(report)


def test_a_copy_of_some_layouts_alone_is_named():
    def row_major(x, kernel_size):
        return my_im2col_strided(np.ascontiguousarray(x), kernel_size)

    report = check.im2col_strided(row_major)
    assert report.diagnosis.startswith("The values are right, but they are a copy")
    assert "5 of 6 cases pass" in repr(report)
    assert "channels last in memory" in repr(report)


def too_many(x, kernel_size):
    return as_strided(
        x, (len(x), *kernel_size, *x.shape[1:]), x.strides + x.strides[1:]
    )


def tiles(x, kernel_size):
    steps = np.multiply(x.strides[1:], kernel_size)
    return as_strided(x, my_im2col_strided(x, kernel_size).shape, (*x.strides, *steps))


@pytest.mark.parametrize("reaching", [too_many, tiles])
def test_a_view_that_reaches_outside_is_named(reaching):
    diagnosis = check.im2col_strided(reaching).diagnosis
    assert diagnosis.startswith("Your answer is a view that reads outside the memory")


def test_a_loop_that_overwrites_is_named():
    def overwriting(x, weight):
        (o, _, kh, kw), (_, h, w) = weight.shape, x.shape
        y = np.zeros((o, h - kh + 1, w - kw + 1), x.dtype)
        for u, v in np.ndindex(kh, kw):
            window = x[:, u : u + y.shape[1], v : v + y.shape[2]]
            y[:] = np.tensordot(weight[:, :, u, v], window, 1)
        return y

    assert "write += for =" in check.shift_conv2d(overwriting).diagnosis


def test_memory_is_measured_in_the_case_with_many_pixels_alone():
    def unfolded(x, weight):
        out, _, k, _ = weight.shape
        y = weight.reshape(out, -1) @ unfold(x, k)
        return y.reshape(out, x.shape[1] - k + 1, -1)

    report = check.implicit_gemm(unfolded)
    assert "you hold the patches of the whole image" in report.diagnosis
    assert "7 of 8 cases pass" in repr(report)
    assert "many pixels" in repr(report)


def test_memory_is_measured_while_the_reader_measures_too():
    tracemalloc.start()
    try:
        assert check.implicit_gemm(my_shift_conv2d).passed
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()
