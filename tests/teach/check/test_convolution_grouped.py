"""The exercises on cheaper convolutions accept what is right and name what is wrong."""

import numpy as np
import pytest

from dlnotes.teach import check


def my_channel_shuffle(x, groups):
    n, c, h, w = x.shape
    rows = x.reshape(n, groups, c // groups, h, w)
    return rows.swapaxes(1, 2).reshape(x.shape)


def my_depthwise_separable(x, depthwise, pointwise, stride=1):
    (c, h, w), (_, kh, kw) = x.shape, depthwise.shape
    oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1
    z = np.zeros((c, oh, ow), x.dtype)
    for i, j in np.ndindex(oh, ow):
        top, left = i * stride, j * stride
        patch = x[:, top : top + kh, left : left + kw]
        z[:, i, j] = (patch * depthwise).sum(axis=(1, 2))
    return np.tensordot(pointwise, z, 1)


def my_grouped_to_dense(weight, groups):
    outputs, size = len(weight) // groups, weight.shape[1]
    dense = np.zeros((len(weight), groups * size, *weight.shape[2:]), weight.dtype)
    for g in range(groups):
        rows = slice(g * outputs, (g + 1) * outputs)
        dense[rows, g * size : (g + 1) * size] = weight[rows]
    return dense


@pytest.mark.parametrize(
    "right", [my_channel_shuffle, my_depthwise_separable, my_grouped_to_dense]
)
def test_a_plain_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


def test_a_reshape_alone_is_named():
    def reshaped(x, groups):
        return x.reshape(len(x), groups, -1, *x.shape[2:]).reshape(x.shape)

    assert check.channel_shuffle(reshaped).diagnosis.startswith("Nothing moved")


def test_an_inverse_is_named():
    report = check.channel_shuffle(lambda x, g: my_channel_shuffle(x, x.shape[1] // g))
    assert report.diagnosis.startswith("This is the shuffle's inverse")


def test_channels_that_never_mix_are_named():
    def unmixed(x, depthwise, pointwise, stride=1):
        ones = np.eye(len(x), dtype=x.dtype)
        return my_depthwise_separable(x, depthwise, ones, stride)

    assert "never mixed" in check.depthwise_separable(unmixed).diagnosis
