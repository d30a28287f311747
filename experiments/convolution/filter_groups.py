"""Correlate the channels of two successive grouped layers and look for blocks.

A small CNN reads MNIST's digits: a 3 x 3 layer makes 16 maps, and two further 3 x 3
layers keep 16, in one group or in four. On test images each of the 16 maps of the
second layer is correlated, place by place, with each of the 16 maps of the third. The
statistic is the mean absolute correlation of channels of the same group, less that of
channels of different groups; in the dense net the same channels count as groups. A
permutation test deals the third layer's channels out to four groups at random.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.04.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(6)  # weights, batches, permutations
CONFIG = {"groups": [1, 4], "steps": [0, 250]}
RATE, BATCH, CHANNELS, BLOCKS, PERMUTATIONS = 0.02, 32, 16, 4, 999


def network(groups: int) -> nn.Module:
    """Return three 3 x 3 layers, normalized and with a ReLU each, and a classifier."""
    body, before = [], 1
    for stride, g in (2, 1), (1, groups), (1, groups):
        how = {"stride": stride, "padding": 1, "groups": g, "bias": False}
        layer = nn.Conv2d(before, CHANNELS, 3, **how)
        body += [layer, nn.BatchNorm2d(CHANNELS), nn.ReLU()]
        before = CHANNELS
    end = [nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(before, 10)]
    return nn.Sequential(*body, *end)


@functools.cache
def load() -> list[torch.Tensor]:
    """Return training and test images, each with its labels."""
    return [torch.tensor(a) for a in mnist_small()]


def run(*, seed: int, groups: int, steps: int) -> dict:
    """Train one net, and correlate the maps of its second and third layer."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x, y, x_test, y_test = load()
    net = network(groups)
    batches = np.random.default_rng(seed).integers(len(x), size=(steps, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
    if not steps:
        net(x[:500])  # so that normalization has statistics
    net.eval()
    with torch.no_grad():
        second = net[:6](x_test[:200])
        third = net[6:9](second)
        right = [
            (net(a).argmax(1) == b) for a, b in ((x[:1000], y[:1000]), (x_test, y_test))
        ]
    matrix = correlations(second, third)
    gap = block_gap(matrix, np.arange(CHANNELS))
    rng = np.random.default_rng(seed)
    dealt = [block_gap(matrix, rng.permutation(CHANNELS)) for _ in range(PERMUTATIONS)]
    return {
        "gap": round(gap, 4),
        "p": (1 + sum(g >= gap for g in dealt)) / (1 + PERMUTATIONS),
        "train": round(right[0].double().mean().item(), 4),
        "test": round(right[1].double().mean().item(), 4),
        "matrix": np.round(matrix, 2).tolist(),
    }


def correlations(one: torch.Tensor, other: torch.Tensor) -> np.ndarray:
    """Absolute correlation of each channel of one with each of the other."""
    rows = [a.transpose(0, 1).flatten(1).double().numpy() for a in (one, other)]
    rows = [r - r.mean(1, keepdims=True) for r in rows]
    rows = [
        r / np.maximum(np.linalg.norm(r, axis=1, keepdims=True), 1e-12) for r in rows
    ]
    return np.abs(rows[0] @ rows[1].T)


def block_gap(matrix: np.ndarray, order: np.ndarray) -> float:
    """Mean correlation within groups less that between; `order` deals out columns."""
    group = np.arange(CHANNELS) // (CHANNELS // BLOCKS)
    same = group[:, None] == group[order]
    return float(matrix[same].mean() - matrix[~same].mean())
