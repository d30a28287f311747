"""Find whether batch normalization (BN) helps by keeping its outputs' moments still.

Santurkar et al. (2018) spoil just that: after each BN they shift and scale every unit
at random, anew at each step. If stable moments were the point, such a net would learn
no better than one without BN. Here a shallow and a deep MLP are trained by plain SGD at
six rates: without BN, with BN, and with BN and noise of two strengths. The rate is
chosen on 500 images that are neither trained on nor in the test.

The drift is measured before the middle ReLUs, on the same 500 images before and after
one step: by how much the mean of a unit moves, and its standard deviation, both in
standard deviations and averaged over the units. The test is free of noise, and BN takes
the moments of all images tested.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03 where it is
above 0.9.
"""

import functools
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights, batches, noise
CONFIG = {
    "depth": [4, 20],  # hidden layers of 64 ReLUs
    "norm": ["none", "batch", "noisy", "noisier"],  # before each ReLU
    "rate": [0.01, 0.03, 0.1, 0.3, 1.0, 3.0],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
# Each step draws a unit's shift from (-a, a) and its scale from (1, b); around these,
# the images of the batch differ by about 0.1.
NOISE = {"noisy": (0.5, 1.25), "noisier": (2.0, 2.0)}
WIDTH, BATCH, HELD_OUT = 64, 64, 500
TESTED = [0, 25, 50, 100, 200, 400]  # steps before the test


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


class Noise(nn.Module):
    """Shift and scale each unit at random while training."""

    def __init__(self, shift: float, scale: float) -> None:
        super().__init__()
        self.shift, self.scale = shift, scale

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Draw the moments of this step for each unit, and from these each image's."""
        if not self.training:
            return x
        units = x.shape[1]
        shift = torch.empty(units).uniform_(-self.shift, self.shift)
        scale = torch.empty(units).uniform_(1, self.scale)
        shift = shift + torch.empty_like(x).uniform_(-0.1, 0.1)  # (N, units)
        scale = scale + 0.1 * torch.randn_like(x)  # (N, units)
        return scale * x + shift


def batch_norm() -> nn.Module:
    """Return BN without running statistics: evaluation changes nothing."""
    return nn.BatchNorm1d(WIDTH, track_running_stats=False)


def mlp(*, depth: int, norm: str) -> nn.Sequential:
    """Return blocks of linear map, norm and ReLU, and a classifier on top."""
    blocks = []
    for inputs in [28 * 28, *[WIDTH] * (depth - 1)]:
        linear = nn.Linear(inputs, WIDTH)
        nn.init.kaiming_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        normalize = [] if norm == "none" else [batch_norm()]
        noise = [Noise(*NOISE[norm])] if norm in NOISE else []
        blocks.append(nn.Sequential(linear, *normalize, *noise, nn.ReLU()))
    return nn.Sequential(nn.Flatten(), *blocks, nn.Linear(WIDTH, 10))


def run(*, seed: int, depth: int, norm: str, rate: float) -> dict:
    """Train one net; on the way test it and measure the drift of its middle layer."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    (x_train, y_train), validation, test = load()
    net = mlp(depth=depth, norm=norm)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    measured = ["validation", "accuracy", "mean_drift", "std_drift"]
    curve: dict = {"steps": TESTED} | {name: [] for name in measured}
    for step in range(TESTED[-1] + 1):
        if tested := step in TESTED:
            curve["validation"].append(accuracy(net, *validation))
            curve["accuracy"].append(accuracy(net, *test))
            before = moments(net, x_train[:500])
        batch = torch.tensor(rng.integers(len(x_train), size=BATCH))
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        if tested:
            after = moments(net, x_train[:500])
            curve["mean_drift"].append(drift(before[0], after[0], before[1]))
            curve["std_drift"].append(drift(before[1], after[1], before[1]))
    return curve


@torch.no_grad()
def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Test without noise."""
    share = (net.eval()(x).argmax(1) == y).double().mean().item()
    net.train()
    return round(share, 4)


@torch.no_grad()
def moments(net: nn.Sequential, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return each unit's mean and standard deviation before the middle ReLU."""
    middle = len(net) // 2
    x = net[middle][:-1](net[:middle](x))
    return x.mean(0), x.std(0)


def drift(before: torch.Tensor, after: torch.Tensor, std: torch.Tensor) -> float | None:
    """Return the mean change in units of the mean ``std``, None where nothing is."""
    change = ((after - before).abs().mean() / std.mean()).item()
    return float(f"{change:.3g}") if math.isfinite(change) else None
