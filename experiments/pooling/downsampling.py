"""Compare ways to halve the maps of a small CNN, and to end it.

It reads MNIST's digits. Twice its maps are halved: by every second pixel of every
second row, by one more convolution (2 x 2 at stride 2, which
learns what to mix), by the largest or by the mean of each 2 x 2 window. At the end
stands a dense layer, on all places of all maps or on one number a map, the mean or the
largest. All train alike on digits as they are, and are tested on digits that moved to
the right. The rate is chosen on 500 images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "halve": ["pixel", "convolution", "max", "mean"],
    "end": ["dense", "mean", "max"],
    "rate": [0.002, 0.008, 0.03, 0.12],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
SHIFTS = range(5)  # pixels
STEPS, BATCH, HELD_OUT = 200, 32, 500


class EverySecond(nn.Module):
    """Keep every second pixel of every second row."""

    def forward(self, x):
        """Return the top left pixel of each 2 x 2 window."""
        return x[..., ::2, ::2]


def halving(halve: str, channels: int) -> nn.Module:
    """Return what makes maps of half the height and width."""
    if halve == "convolution":
        return nn.Conv2d(channels, channels, 2, stride=2)
    return {"pixel": EverySecond(), "max": nn.MaxPool2d(2), "mean": nn.AvgPool2d(2)}[
        halve
    ]


def convolution(before: int, after: int) -> list[nn.Module]:
    """Return a 3 x 3 convolution that keeps the size, normalized, and a ReLU."""
    layer = nn.Conv2d(before, after, 3, padding=1, bias=False)
    return [layer, nn.BatchNorm2d(after), nn.ReLU()]


def network(halve: str, end: str) -> nn.Module:
    """Three 3 x 3 convolutions from 28 x 28 to 7 x 7 pixels, and a classifier."""
    body = []
    for before, after in [(1, 8), (8, 16)]:
        body += [*convolution(before, after), halving(halve, after)]
    body += convolution(16, 32)
    if end == "dense":
        return nn.Sequential(*body, nn.Flatten(), nn.Linear(32 * 7 * 7, 10))
    one = {"mean": nn.AdaptiveAvgPool2d(1), "max": nn.AdaptiveMaxPool2d(1)}[end]
    return nn.Sequential(*body, one, nn.Flatten(), nn.Linear(32, 10))


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, halve: str, end: str, rate: float) -> dict:
    """Train one net on digits as they are, and test it on digits that moved."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, (x_test, y_test) = load()
    net = network(halve, end)
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    moved = [F.pad(x_test, (shift, 0))[..., : x_test.shape[-1]] for shift in SHIFTS]
    guesses = [guess(net, x) for x in moved]
    return {
        "validation": share(guess(net, validation[0]) == validation[1]),
        "accuracy": [share(g == y_test) for g in guesses],
        "unchanged": [share(g == guesses[0]) for g in guesses],
        "parameters": sum(p.numel() for p in net.parameters()),
    }


def guess(net: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return the class of each image."""
    with torch.no_grad():
        return net(x).argmax(1)


def share(hits: torch.Tensor) -> float:
    """Return which share of all is true."""
    return round(hits.double().mean().item(), 4)
