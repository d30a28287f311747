"""Compare what ends a small VGG: three dense layers, one, or a mean and scores.

All read MNIST's digits, halved to 14 x 14, by four 3 x 3 convolutions with batch norm,
max pooling after the second; the last maps are 32 of 7 x 7. Then come two hidden dense
layers with dropout and the scores, as in VGG; or one dense layer on all places; or the
mean of each map and one dense layer. The rate is chosen on 500 images that are neither
trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03.
"""

import functools
import itertools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "head": ["three", "one", "mean"],
    "rate": [0.0005, 0.002, 0.008, 0.03, 0.12],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT, HIDDEN = 150, 32, 500, 128


def network(head: str) -> nn.Module:
    """Return four convolutions and a head."""
    layers: list[nn.Module] = []
    for before, after in ((1, 8), (8, 8), (8, 16), (16, 32)):
        conv = nn.Conv2d(before, after, 3, padding=1, bias=False)
        layers += [conv, nn.BatchNorm2d(after), nn.ReLU()]
        if before == after:
            layers.append(nn.MaxPool2d(2))
    if head == "mean":
        layers.append(nn.AdaptiveAvgPool2d(1))
    widths = {"three": [32 * 49, HIDDEN, HIDDEN], "one": [32 * 49], "mean": [32]}[head]
    layers.append(nn.Flatten())
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*layers, nn.Linear(widths[-1], 10))


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    x, x_test = ((F.avg_pool2d(z, 2) - 0.13) / 0.28 for z in (x, x_test))
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, head: str, rate: float) -> dict:
    """Train one net, and say how many digits it reads."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    net = network(head)
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    dense = [m for m in net if isinstance(m, nn.Linear)]
    return {
        "validation": accuracy(net, *validation),
        "accuracy": accuracy(net, *test),
        "parameters": sum(p.numel() for p in net.parameters()),
        "dense": sum(p.numel() for layer in dense for p in layer.parameters()),
    }


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net reads."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
