"""The oracles, as functions of the package: the real one passes, mutants must not."""

import torch
import torch.nn.functional as F


def torch_s(kernel_size, stride=1, padding=0, dilation=1):
    """Complete a layer by torch's defaults."""
    return kernel_size, stride, padding, dilation


def support(layers, unit, size):
    """First and last pixel that the gradient of one unit reaches, by torch."""
    x = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    y = x
    for kernel_size, *options in (torch_s(*layer) for layer in layers):
        taps = torch.ones(1, 1, kernel_size, dtype=x.dtype)
        y = F.conv1d(y, taps, None, *options)
    (dx,) = torch.autograd.grad(y[0, 0, unit], x)
    reached = dx[0, 0].nonzero()
    return reached.min().item(), reached.max().item()


def sees_what_the_gradient_reaches(ops, layers):
    """Two neighbours, so far from the border that their fields lie on the image."""
    field = ops.receptive_field(layers)
    unit = -(-field.padding // field.stride)
    size = unit + 2  # outputs; how many pixels they need without padding:
    for kernel_size, stride, _, dilation in (torch_s(*layer) for layer in layers[::-1]):
        size = (size - 1) * stride + dilation * (kernel_size - 1) + 1
    for i in (unit, unit + 1):
        first, last = support(layers, i, size)
        assert last - first + 1 == field.size
        assert first == i * field.stride - field.padding
        assert (first + last) / 2 == i * field.stride + field.centre


STACKS = [
    [],
    [(1,)],
    [(3,)],
    [(2, 2), (3, 1, 1)],
    [(3, 1, 1), (3, 2, 1), (3, 2, 1)],
    [(3, 2, 1), (3, 2, 1), (3, 1, 1)],
    [(3, 1, 2, 2), (2, 3, 1, 4), (4, 1, 0, 3)],
    [(5, 3, 4), (1, 2, 3, 2), (2, 1, 0, 3)],
    [(7, 2, 3), (3, 2, 1), (3, 1, 1), (3, 1, 1)],
]
