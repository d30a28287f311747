"""The exercises on algorithms accept what is right and name what is wrong."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided

from dlnotes.teach import check
from dlnotes.teach.check.convolution._products import count_products


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


def my_winograd_f23(x, w):
    m1 = (x[0] - x[2]) * w[0]
    m2 = (x[1] + x[2]) * (w[0] + w[1] + w[2]) / 2
    m3 = (x[2] - x[1]) * (w[0] - w[1] + w[2]) / 2
    m4 = (x[1] - x[3]) * w[2]
    return np.array([m1 + m2 + m3, m2 - m3 - m4])


@pytest.mark.parametrize("right", [my_im2col_strided, my_shift_conv2d, my_winograd_f23])
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


def matrices(x, w):
    data = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
    taps = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]])
    out = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
    return (out @ ((taps @ w * 0.5) * (data @ x))).astype(x.dtype)


def halves_first(x, w):
    half = np.float64(0.5) * (w[0] + w[2])
    taps = [w[0], half + w[1] / 2, -(-half + w[1] / 2), w[2]]
    m = [
        (x[0] - x[2]) * taps[0],
        taps[1] * (x[1] + x[2]),
        (x[2] - x[1]) * taps[2],
        (x[1] - x[3]) * taps[3],
    ]
    y = np.zeros(2, x.dtype)
    y[0], y[1] = sum(m[:3]), m[1] - m[2] - m[3]
    return y


@pytest.mark.parametrize("winograd", [my_winograd_f23, matrices, halves_first])
def test_winograd_takes_4_products_however_written(winograd):
    assert count_products(winograd, 4, 3) == 4
    assert check.winograd_f23(winograd).passed


def loop(x, w):
    return np.array([sum(x[i + u] * w[u] for u in range(3)) for i in range(2)])


def dots(x, w):
    return np.array([x[:3] @ w, np.dot(w, x[1:])])


@pytest.mark.parametrize("plain", [loop, dots, check.winograd_f23.oracle])
def test_plain_sums_take_6_products(plain):
    assert count_products(plain, 4, 3) == 6
    report = check.winograd_f23(plain)
    assert "more than 4 multiplications" in report.diagnosis
    assert "0 of 5 cases pass" in repr(report)


def test_what_cannot_be_counted_is_believed():
    def from_floats(x, w):
        return my_winograd_f23(x.astype(np.float64), w).astype(x.dtype)

    with pytest.raises(TypeError):
        count_products(from_floats, 4, 3)
    assert check.winograd_f23(from_floats).passed


def test_wrong_values_come_before_the_number_of_products():
    assert "flipped" in check.winograd_f23(lambda x, w: loop(x, w[::-1])).diagnosis
