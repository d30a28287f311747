"""Ask a net of grouped layers for what no group can answer alone.

An input has as many planes as the net has groups, each with an 8x8 image of a 0 or a 1:
group k of the first layer reads plane k. The question is about the first and the last
plane: do they show the same digit? The stack is a grouped 3x3 convolution, max pooling
and three ShuffleNet units at stride 1, with or without the shuffle; the weights are as
many. At the end a dense layer reads the mean of each channel.

Without the shuffle that layer can only add what the groups have found, each for itself.
``accuracy`` is measured on 1,000 inputs made of test digits. One rate serves all: no
rate lets a group see another.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ: expect accuracies within 0.05.
"""

import functools

import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.shufflenet_v1 import ShuffleUnit
from dlnotes.data import digits

SEEDS = range(5)  # weights and digits
CONFIG = {"groups": [2, 4, 8], "shuffle": [True, False]}
WIDTH, UNITS, STEPS, BATCH, RATE = 128, 3, 100, 32, 0.01


def network(groups: int, shuffle: bool) -> nn.Sequential:
    """Return a fresh net for as many planes as groups."""
    units = [
        ShuffleUnit(WIDTH, WIDTH, 1, groups=groups, shuffle=shuffle)
        for _ in range(UNITS)
    ]
    return nn.Sequential(
        nn.Conv2d(groups, WIDTH, 3, padding=1, groups=groups, bias=False),
        nn.BatchNorm2d(WIDTH),
        nn.ReLU(),
        nn.MaxPool2d(2),
        *units,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(WIDTH, 2),
    )


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return the zeros and ones of training and test, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, digits())
    return [(a[b < 2], b[b < 2]) for a, b in ((x, y), (x_test, y_test))]


def draw(part: int, n: int, planes: int, rng: torch.Generator) -> tuple:
    """Return n inputs (n, planes, 8, 8), and whether first and last differ."""
    x, y = load()[part]
    chosen = torch.randint(len(x), (n, planes), generator=rng)
    return x[chosen, 0], y[chosen[:, 0]] ^ y[chosen[:, -1]]


def run(*, seed: int, groups: int, shuffle: bool) -> dict:
    """Train one net by Adam, the rate falling as a cosine, and test it."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    net = network(groups, shuffle)
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    losses = []
    for _ in range(STEPS):
        x, y = draw(0, BATCH, groups, rng)
        loss = F.cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    net.eval()
    with torch.no_grad():
        x, y = draw(1, 1000, groups, rng)
        accuracy = (net(x).argmax(1) == y).double().mean().item()
    loss = torch.tensor(losses).reshape(-1, 10).mean(1)
    return {
        "loss": [round(v, 4) for v in loss.tolist()],
        "accuracy": round(accuracy, 4),
    }
