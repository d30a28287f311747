"""Train stacks of MobileNetV2's blocks, whose ends are narrow, on digits of 8 x 8.

`linear` is the block as published. `relu` puts a ReLU6 behind the projection as well.
`alone` is linear, but without the shortcut. All have the same weights in the same
order, and train for few steps or for four times as many. The first block halves the
maps to 4 x 4; each widens its 8 channels six times inside. The rate is chosen on 300
images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.05, and that of a
deep net without shortcuts anywhere.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.mobilenet_v2 import InvertedResidual
from dlnotes.data import digits

SEEDS = range(5)  # weights and batches
CONFIG = {
    "steps": [80, 320],
    "block": ["linear", "relu", "alone"],
    "rate": [0.005, 0.015, 0.045, 0.13],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
BATCH, HELD_OUT = 32, 300
DEPTH, WIDTH, EXPANSION = 16, 8, 6


def network(block: str) -> nn.Sequential:
    """Return a stem, 16 blocks, the mean of each channel, and a dense layer."""
    stem = nn.Conv2d(1, WIDTH, 3, padding=1, bias=False), nn.BatchNorm2d(WIDTH)
    blocks = nn.Sequential()
    for i in range(DEPTH):
        made = InvertedResidual(
            WIDTH, EXPANSION * WIDTH, WIDTH, stride=2 if i == 0 else 1
        )
        if block == "relu":
            made.project.append(nn.ReLU6())
        made.has_shortcut &= block != "alone"
        blocks.append(made)
    end = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(WIDTH, 10)
    return nn.Sequential(*stem, blocks, *end)


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, digits())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def gradients(net: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> list[float]:
    """Return the size of the loss's gradient in front of each block."""
    h = net[1](net[0](x))
    maps = []
    for block in net[2]:
        h.retain_grad()
        maps.append(h)
        h = block(h)
    F.cross_entropy(net[3:](h), y).backward()
    return [float(f"{h.grad.norm().item():.4g}") for h in maps]


def run(*, seed: int, steps: int, block: str, rate: float) -> dict:
    """Train one net, and say how many digits it reads."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x, y), validation, test = load()
    net = network(block)
    first = gradients(net, x[:64], y[:64])
    batches = np.random.default_rng(seed).integers(len(x), size=(steps, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    net.eval()
    return {
        "loss": np.reshape(losses, (-1, 10)).mean(1).round(4).tolist(),
        "gradients": first,
        "validation": accuracy(net, *validation),
        "accuracy": accuracy(net, *test),
    }


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net reads."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
