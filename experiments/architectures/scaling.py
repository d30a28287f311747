"""Spend four times the multiply-adds of a small net in four ways.

The base has three inverted residuals and names silhouettes of animals, shrunk from
28 x 28 to 10 x 10 pixels. It grows in depth, width or resolution alone, or a little in
all three. Every larger net spends 3.7 to 3.9 times as much; steps and batches are the
same for all. The learning rate is chosen on 800 images that are neither trained on nor
in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.05.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.mobilenet_v2 import InvertedResidual
from dlnotes.cost import count_macs
from dlnotes.data import animal_shapes

SEEDS = range(5)  # weights and batches
NETS = {  # blocks of the three stages, width, side of the images
    "base": ((1, 1, 1), 1.0, 10),
    "depth": ((4, 4, 4), 1.0, 10),
    "width": ((1, 1, 1), 2.2, 10),
    "resolution": ((1, 1, 1), 1.0, 20),
    "compound": ((1, 2, 1), 1.25, 14),
}
CONFIG = {"net": list(NETS), "rate": [0.003, 0.01, 0.03, 0.09]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT = 300, 32, 800


def network(net: str) -> nn.Module:
    """Return a stem, three stages of inverted residuals, the mean, a dense layer."""
    blocks, width, _ = NETS[net]
    before = round(6 * width)
    layers: list[nn.Module] = [
        nn.Conv2d(1, before, 3, padding=1, bias=False),
        nn.BatchNorm2d(before),
        nn.ReLU6(),
    ]
    for channels, depth, stride in zip((6, 9, 12), blocks, (1, 2, 2), strict=True):
        after = round(channels * width)
        for j in range(depth):
            layers.append(
                InvertedResidual(
                    before, 3 * before, after, stride=stride if j == 0 else 1
                )
            )
            before = after
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 10)
    )


def macs(net: str) -> int:
    """Return the multiply-adds for one image."""
    side = NETS[net][2]
    with torch.device("meta"):
        return count_macs(network(net).eval(), (1, 1, side, side))


@functools.cache
def load(side: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, animal_shapes())
    x, x_test = (
        F.interpolate(z, size=(side, side), mode="bilinear", antialias=True)
        for z in (x, x_test)
    )
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, and say how many animals it names."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load(NETS[net][2])
    model = network(net)
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(model(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    return {
        "validation": accuracy(model, *validation),
        "accuracy": accuracy(model, *test),
    }


def accuracy(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net names rightly."""
    with torch.no_grad():
        return round((model(x).argmax(1) == y).double().mean().item(), 4)
