"""The oracles, as functions of the package: the real one passes, mutants must not."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from tests.cost.networks import COUNTED


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


def torch_s_macs(module, x):
    """Half of what PyTorch's own counter counts, in evaluation, with gradients."""
    module.eval()
    with FlopCounterMode(display=False) as flops:
        module(x)
    assert flops.get_total_flops() % 2 == 0
    return flops.get_total_flops() // 2


def counts_as_torch(count_macs, name):
    """The same number for every network."""
    make, size = COUNTED[name]
    module = make().train()
    macs = count_macs(module, size)
    assert type(macs) is int
    assert macs == torch_s_macs(module, torch.zeros(size))


def support_2d(module, size=48):
    """Side of the square that the gradient of an output in the middle reaches."""
    module = module.double().eval()
    for p in module.parameters():
        torch.nn.init.uniform_(p, 0.1, 1)  # so that no two paths cancel
    x = torch.rand(1, 1, size, size, dtype=torch.double, requires_grad=True)
    y = module(x)[0].sum(0)  # of all channels
    unit = y[tuple(n // 2 for n in y.shape)]
    reached = torch.autograd.grad(unit, x)[0][0, 0] != 0
    sides = [torch.nonzero(reached.any(axis)) for axis in (0, 1)]
    return max(int(places.max() - places.min()) + 1 for places in sides)


class Watched(nn.Module):
    """A network with a layer behind it, whose row tells what its output sees."""

    def __init__(self, module):
        super().__init__()
        self.module, self.end = module, nn.Identity()

    def forward(self, x):
        return self.end(self.module(x))


def follows_the_field(summary, make, side):
    """The row behind the network says what the gradient says."""
    module = Watched(make())
    assert summary(module, (1, 1, 48, 48))[-1].receptive_field == side


def sums_agree(ops, name):
    """The rows of a summary add up to both counts."""
    make, size = COUNTED[name]
    module = make()
    rows = ops.summary(module, size)
    assert sum(row.parameters for row in rows) == ops.count_parameters(module)
    assert sum(row.macs for row in rows) == ops.count_macs(module, size)


def rows_by_hand(ops, batch):
    """Each number of a bill."""
    net = nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(36, 5))
    rows = ops.summary(net, (batch, 2, 5, 5))
    maps = batch * 36 * 4  # bytes
    assert list(rows) == [
        ("0", "Conv2d", (batch, 4, 3, 3), 76, batch * 36 * 18, maps, 3),
        ("1", "ReLU", (batch, 4, 3, 3), 0, 0, maps, 3),
        ("2", "Flatten", (batch, 36), 0, 0, maps, 5),
        ("3", "Linear", (batch, 5), 185, batch * 180, batch * 20, 5),
    ]
    assert rows.parameters == 76 + 185
    assert rows.macs == batch * (36 * 18 + 180)
    assert rows.activation_bytes == 3 * maps + batch * 20


LAYERS = [  # input, output channels, kernel, options
    ((3, 7, 8), 4, 1, {}),
    ((2, 4, 7, 8), 6, (3, 2), {"stride": (2, 1), "padding": 1, "groups": 2}),
    ((4, 9, 9), 8, 3, {"dilation": 2, "padding": "same", "groups": 4, "bias": True}),
    ((0, 4, 7, 8), 6, 1, {"padding": "valid"}),
]


def moves_these_values(ops, layer):
    """The sizes of the tensors themselves."""
    shape, out_channels, kernel_size, options = layer
    options = {"bias": False} | options
    module = nn.Conv2d(shape[-3], out_channels, kernel_size, **options)
    x = torch.zeros(shape)
    values = sum(t.numel() for t in (x, module(x), *module.parameters()))
    assert ops.memory_access_cost(*layer[:3], **options) == values
    in_bytes = ops.memory_access_cost(*layer[:3], itemsize=8, **options)
    assert in_bytes == 8 * values
