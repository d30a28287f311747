"""The exercises on dilation accept what is right and name what is wrong."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from dlnotes.teach import check


def my_zero_stuffed_kernel(weight, dilation):
    *channels, kh, kw = weight.shape
    size = dilation * (kh - 1) + 1, dilation * (kw - 1) + 1
    wide = np.zeros((*channels, *size), weight.dtype)
    for u, v in np.ndindex(kh, kw):
        wide[:, :, u * dilation, v * dilation] = weight[:, :, u, v]
    return wide


def my_receptive_field(kernel_sizes, strides, dilations):
    field, step = 1, 1
    for k, s, d in zip(kernel_sizes, strides, dilations, strict=True):
        field, step = field + d * (k - 1) * step, step * s
    return field


def my_dilated_coverage(dilations):
    """Count by the gradient of one output."""
    x = y = torch.zeros(1, 1, 1 + 2 * sum(dilations), requires_grad=True)
    for dilation in dilations:
        y = F.conv1d(y, torch.ones(1, 1, 3), dilation=dilation)
    return torch.autograd.grad(y.sum(), x)[0][0, 0].numpy().astype(int)


RIGHT = [my_zero_stuffed_kernel, my_receptive_field, my_dilated_coverage]


@pytest.mark.parametrize("right", RIGHT)
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_the_stuffed_kernel_does_what_dilation_does(dilation):
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.standard_normal((2, 3, 12, 11)))
    weight = rng.standard_normal((4, 3, 3, 2))
    wide = check.zero_stuffed_kernel.oracle(weight, dilation)
    theirs = F.conv2d(x, torch.tensor(weight), dilation=dilation)
    torch.testing.assert_close(F.conv2d(x, torch.tensor(wide)), theirs)


def test_the_field_is_what_the_coverage_spans():
    for dilations in [(1,), (2, 2), (1, 2, 4), (1, 2, 9)]:
        layers = len(dilations)
        ways = check.dilated_coverage.oracle(dilations)
        field = check.receptive_field.oracle((3,) * layers, (1,) * layers, dilations)
        assert len(ways) == field
        assert ways.sum() == 3**layers
