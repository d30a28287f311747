"""Replace one 7 x 7 layer of a small CNN by 1 x 7 and then 7 x 1, early or later.

The net reads MNIST's digits. After a first 3 x 3 layer it has three 7 x 7 layers, on
maps of 28 x 28, 14 x 14 and 7 x 7 pixels, each with as many outputs as inputs. None of
them, or one of the first two, is replaced by the pair, with normalization and a ReLU
after both halves, as in Inception v3. All else is equal. The rate is chosen on 500
images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(8)  # weights and batches
CONFIG = {
    "replaced": ["none", "28", "14"],  # the layer, by the side of its maps
    "rate": [0.002, 0.006, 0.018, 0.054],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
SIDES, CHANNELS = ("28", "14", "7"), (6, 12, 24)
STEPS, BATCH, HELD_OUT, KERNEL = 150, 32, 500, 7


def convolution(before: int, after: int, kernel: tuple[int, int]) -> list[nn.Module]:
    """Return a convolution that keeps the size, normalized, and a ReLU."""
    padding = (kernel[0] // 2, kernel[1] // 2)
    layer = nn.Conv2d(before, after, kernel, padding=padding, bias=False)
    return [layer, nn.BatchNorm2d(after), nn.ReLU()]


def network(replaced: str) -> nn.Module:
    """Return the net with none or one of its 7 x 7 layers replaced."""
    layers, before = [], 1
    for side, channels in zip(SIDES, CHANNELS, strict=True):
        if before == 1:
            layers += convolution(before, channels, (3, 3))
        else:
            layers += [nn.MaxPool2d(2), *convolution(before, channels, (1, 1))]
        kernels = [(KERNEL, KERNEL)]
        if side == replaced:
            kernels = [(1, KERNEL), (KERNEL, 1)]
        for kernel in kernels:
            layers += convolution(channels, channels, kernel)
        before = channels
    end = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 10)]
    return nn.Sequential(*layers, *end)


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, replaced: str, rate: float) -> dict:
    """Train one net, and test it."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    net = network(replaced)
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    return {
        "validation": accuracy(net, *validation),
        "accuracy": accuracy(net, *test),
        "parameters": sum(p.numel() for p in net.parameters()),
    }


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return which share of the images is read right."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
