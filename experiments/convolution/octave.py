"""Train a small net on MNIST's digits with ever more channels at half the resolution.

A first convolution makes 16 maps of 14 x 14 pixels. Three more follow: one splits its
channels, one keeps them split, one joins them again. `plain` keeps all at full
resolution, and so does `narrow`, with 12 channels in place of 16: the multiply-adds
of the net with half of its channels at half the resolution. The rate is chosen on 500
images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from dlnotes.convolution.torch import OctaveConv2d
from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "net": ["plain", "narrow", "a quarter", "a half", "three quarters"],
    "rate": [0.002, 0.008, 0.03, 0.12],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
ALPHA = {"a quarter": 0.25, "a half": 0.5, "three quarters": 0.75}
STEPS, BATCH, HELD_OUT = 200, 32, 500


class Block(nn.Module):
    """An octave convolution; both parts are normalized and go through a ReLU."""

    def __init__(self, before: int, after: int, alpha_in: float, alpha_out: float):
        """Keep the size of both parts."""
        super().__init__()
        alphas = {"alpha_in": alpha_in, "alpha_out": alpha_out}
        self.conv = OctaveConv2d(before, after, 3, padding=1, bias=False, **alphas)
        low = self.conv.low_out
        parts = [after - low, low] if low else [after]
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels) for channels in parts)

    def forward(self, x):
        """Return one tensor, or a pair."""
        y = self.conv(x)
        parts = y if isinstance(y, tuple) else (y,)
        done = [F.relu(n(p)) for n, p in zip(self.norms, parts, strict=True)]
        return tuple(done) if len(done) == 2 else done[0]


def network(net: str) -> nn.Module:
    """Four convolutions, the first to 14 x 14 pixels, a mean, and a classifier."""
    width, alpha = (12 if net == "narrow" else 16), ALPHA.get(net, 0)
    return nn.Sequential(
        nn.Conv2d(1, width, 3, stride=2, padding=1),
        nn.ReLU(),
        Block(width, width, 0, alpha),
        Block(width, width, alpha, alpha),
        Block(width, width, alpha, 0),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(width, 10),
    )


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, and test it."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
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
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(x_train[:1])
    return {
        "validation": accuracy(model, *validation),
        "accuracy": accuracy(model, *test),
        "macs": counter.get_total_flops() // 2,
    }


def accuracy(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images read rightly."""
    with torch.no_grad():
        return round((model(x).argmax(1) == y).double().mean().item(), 4)
