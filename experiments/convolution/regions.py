"""Clean noisy digits with one 5 x 5 kernel, or with two and a guide that picks one.

The guide is a 5 x 5 convolution that gives each place two scores; the larger wins.
`learned` trains it through the softmax of its scores, `fixed` leaves it as it was at
first and trains the two kernels alone. `made` learns it too, but makes both kernels
from the image, as the paper on dynamic region-aware convolution does. One kernel has a
best solution, by least squares, which every run reports. The rate is chosen on digits
that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an error within a tenth.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.convolution.torch import DynamicRegionAwareConv2d
from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "guide": ["learned", "fixed", "made"],
    "rate": [0.003, 0.01, 0.03, 0.1, 0.3],
}
CHOOSE = {"parameter": "rate", "metric": "validation error", "largest": False}
NOISE, STEPS, BATCH, SIDE = 0.5, 200, 8, 5


class TwoKernels(nn.Module):
    """Two stored kernels, and a guide that picks one of them at each place."""

    def __init__(self, *, learned: bool = True):
        """Learn the guide, or leave it as it begins."""
        super().__init__()
        self.kernels = nn.Conv2d(1, 2, SIDE, padding=SIDE // 2, bias=False)
        self.guide = nn.Conv2d(1, 2, SIDE, padding=SIDE // 2)
        self.learned = learned

    def forward(self, x):
        """Return what the picked kernel answers."""
        answers, scores = self.kernels(x), self.guide(x)
        hard = F.one_hot(scores.argmax(1), 2).movedim(-1, 1).to(x)
        soft = scores.softmax(1) if self.learned else hard
        mask = hard + soft - soft.detach()  # hard's value, soft's gradient
        return (mask * answers).sum(1, keepdim=True)


def network(guide: str) -> nn.Module:
    """Return what cleans a digit."""
    if guide == "made":
        how = {"regions": 2, "padding": SIDE // 2, "bias": False}
        return DynamicRegionAwareConv2d(1, 1, SIDE, **how)
    return TwoKernels(learned=guide == "learned")


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test digits, each noisy and clean."""
    x, _, x_test, _ = map(torch.tensor, mnist_small())
    noise = np.random.default_rng(0).standard_normal((1000, 1, 28, 28), np.float32)
    parts = (x[:600], 0), (x[600:800], 600), (x_test[:200], 800)
    return [
        (clean + NOISE * torch.tensor(noise[i : i + len(clean)]), clean)
        for clean, i in parts
    ]


@functools.cache
def best_kernel() -> torch.Tensor:
    """Return the one kernel that cleans the training digits best."""
    noisy, clean = load()[0]
    patches = F.unfold(noisy, SIDE, padding=SIDE // 2).mT.reshape(-1, SIDE * SIDE)
    solution = torch.linalg.lstsq(patches.double(), clean.double().reshape(-1, 1))
    return solution.solution.float().reshape(1, 1, SIDE, SIDE)


def error(y: torch.Tensor, clean: torch.Tensor) -> float:
    """Return the mean squared error."""
    return round((y - clean).square().mean().item(), 5)


def train(guide: str, rate: float, seed: int) -> nn.Module:
    """Return a trained net."""
    torch.manual_seed(seed)
    noisy, clean = load()[0]
    net = network(guide)
    batches = np.random.default_rng(seed).integers(len(noisy), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        (net(noisy[batch]) - clean[batch]).square().mean().backward()
        optimizer.step()
        schedule.step()
    return net


def run(*, seed: int, guide: str, rate: float) -> dict:
    """Train one net, and report its errors, and those of the best single kernel."""
    torch.set_num_threads(1)
    net = train(guide, rate, seed)
    _, (noisy, clean), (noisy_test, clean_test) = load()
    with torch.no_grad():
        one = F.conv2d(noisy_test, best_kernel(), padding=SIDE // 2)
        return {
            "validation error": error(net(noisy), clean),
            "error": error(net(noisy_test), clean_test),
            "one kernel": error(one, clean_test),
            "noisy": error(noisy_test, clean_test),
        }
