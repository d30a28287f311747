"""The exercises on fewer multiplications accept what is right and count products."""

import numpy as np
import pytest

from dlnotes.teach import check
from dlnotes.teach.check.convolution._products import count_products


def my_winograd_f23(x, w):
    m1 = (x[0] - x[2]) * w[0]
    m2 = (x[1] + x[2]) * (w[0] + w[1] + w[2]) / 2
    m3 = (x[2] - x[1]) * (w[0] - w[1] + w[2]) / 2
    m4 = (x[1] - x[3]) * w[2]
    return np.array([m1 + m2 + m3, m2 - m3 - m4])


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
