"""Train small ShuffleNets on digits: groups at equal cost, at equal width, no shuffle.

The nets are a 3x3 convolution to 16 channels and two stages of two ShuffleNet units;
the second stage has twice the channels of the first, and the first unit of all has one
group in its first layer, as in the paper. A net is named by its groups, the channels of
its first stage, and whether it shuffles. With 32, 40, 48 and 64 channels for 1, 2, 4
and 8 groups the multiply-adds are about equal, 44 to 50 thousand.

They learn the 8x8 digits for 60 steps. The rate is chosen for each net on 288 images
that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ: expect an accuracy within 0.03.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.shufflenet_v1 import ShuffleUnit
from dlnotes.data import digits

SEEDS = range(5)  # weights and batches
NETS = {  # groups, channels of the first stage, shuffle
    "1 group, 32": (1, 32, True),
    "2 groups, 40": (2, 40, True),
    "4 groups, 48": (4, 48, True),
    "8 groups, 64": (8, 64, True),
    "2 groups, 40, no shuffle": (2, 40, False),
    "4 groups, 48, no shuffle": (4, 48, False),
    "8 groups, 64, no shuffle": (8, 64, False),
    "1 group, 64": (1, 64, True),
    "2 groups, 64": (2, 64, True),
    "4 groups, 64": (4, 64, True),
}
CONFIG = {"net": list(NETS), "rate": [0.003, 0.01, 0.03, 0.1]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEM, STEPS, BATCH, HELD_OUT = 16, 60, 32, 288


def network(net: str) -> nn.Sequential:
    """Return a fresh net for images of one channel."""
    groups, width, shuffle = NETS[net]
    how = {"groups": groups, "shuffle": shuffle}
    return nn.Sequential(
        nn.Conv2d(1, STEM, 3, padding=1, bias=False),
        nn.BatchNorm2d(STEM),
        nn.ReLU(),
        ShuffleUnit(STEM, width, 2, first_groups=1, **how),
        ShuffleUnit(width, width, 1, **how),
        ShuffleUnit(width, 2 * width, 2, **how),
        ShuffleUnit(2 * width, 2 * width, 1, **how),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(2 * width, 10),
    )


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, digits())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net by Adam, the rate falling as a cosine, and measure it."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = network(net)
    x, y = load()[0]
    batches = np.random.default_rng(seed).integers(len(x), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        loss = F.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    model.eval()
    with torch.no_grad():
        parts = [(model(x), y) for x, y in load()[1:]]
    validation, accuracy = (
        round((z.argmax(1) == y).double().mean().item(), 4) for z, y in parts
    )
    return {"validation": validation, "accuracy": accuracy}
