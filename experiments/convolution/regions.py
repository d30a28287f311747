"""Clean a noisy cloth of two weaves with one 5 x 5 kernel, or with two and a guide.

A cloth has a light and a dark part, which meet in a straight line. In the light part
each row is a thread of a brightness of its own, in the dark part each column. The guide
is a 5 x 5 convolution that gives each place two scores; the larger wins. `learned`
trains it through the softmax of its scores, `fixed` leaves it as it was at first and
trains the two kernels alone. `made` learns it too, but makes both kernels from the
image, as the paper on dynamic region-aware convolution does.

The rivals: one kernel, which has a best solution by least squares, that every run
reports; `curve`, one kernel whose answer goes through a learned curve; and `plain`, two
layers with ReLU and about as many weights as `learned`: 109 to 104. The rate is chosen
on cloths that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an error within a tenth.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.convolution.torch import DynamicRegionAwareConv2d

SEEDS = range(5)  # weights and batches
CONFIG = {
    "net": ["learned", "fixed", "made", "curve", "plain"],
    "rate": [0.003, 0.01, 0.03, 0.1, 0.3, 1.0],
}
CHOOSE = {"parameter": "rate", "metric": "validation error", "largest": False}
LEVEL, THREAD, NOISE = 0.5, 0.4, 0.5
STEPS, BATCH, SIDE = 400, 8, 5


class TwoKernels(nn.Module):
    """Two stored kernels, and a guide that picks one of them at each place."""

    def __init__(self, *, learned: bool = True):
        """Learn the guide, or leave it as it begins."""
        super().__init__()
        self.kernels = nn.Conv2d(1, 2, SIDE, padding=SIDE // 2)
        self.guide = nn.Conv2d(1, 2, SIDE, padding=SIDE // 2)
        self.learned = learned

    def forward(self, x):
        """Return what the picked kernel answers."""
        answers, scores = self.kernels(x), self.guide(x)
        hard = F.one_hot(scores.argmax(1), 2).movedim(-1, 1).to(x)
        soft = scores.softmax(1) if self.learned else hard
        mask = hard + soft - soft.detach()  # hard's value, soft's gradient
        return (mask * answers).sum(1, keepdim=True)


def network(name: str) -> nn.Module:
    """Return what cleans a cloth."""
    pad = SIDE // 2
    if name == "made":
        return DynamicRegionAwareConv2d(1, 1, SIDE, regions=2, padding=pad)
    if name == "curve":  # of one number: a sum of eight ramps
        curve = nn.Conv2d(1, 8, 1), nn.ReLU(), nn.Conv2d(8, 1, 1)
        return nn.Sequential(nn.Conv2d(1, 1, SIDE, padding=pad), *curve)
    if name == "plain":
        layers = nn.Conv2d(1, 4, SIDE, padding=pad), nn.ReLU(), nn.Conv2d(4, 1, 1)
        return nn.Sequential(*layers)
    return TwoKernels(learned=name == "learned")


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test cloths, each noisy and clean."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, (1000, 1, 1, 1))
    off = rng.uniform(-5, 5, (1000, 1, 1, 1))
    down, across = np.arange(28)[:, None] - 13.5, np.arange(28) - 13.5
    light = np.cos(angle) * down + np.sin(angle) * across > off
    rows = LEVEL + THREAD * rng.standard_normal((1000, 1, 28, 1))
    columns = -LEVEL + THREAD * rng.standard_normal((1000, 1, 1, 28))
    clean = np.where(light, rows, columns)
    noisy = clean + NOISE * rng.standard_normal(clean.shape)
    noisy, clean = (torch.tensor(a, dtype=torch.float32) for a in (noisy, clean))
    parts = slice(600), slice(600, 800), slice(800, 1000)
    return [(noisy[part], clean[part]) for part in parts]


@functools.cache
def best_kernel() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the one kernel, and its bias, that clean the training cloths best."""
    noisy, clean = load()[0]
    patches = F.unfold(noisy, SIDE, padding=SIDE // 2).mT.reshape(-1, SIDE * SIDE)
    inputs = F.pad(patches, (0, 1), value=1.0).double()  # the last is the bias
    found = torch.linalg.lstsq(inputs, clean.double().reshape(-1, 1)).solution.float()
    return found[:-1].reshape(1, 1, SIDE, SIDE), found[-1]


def one_kernel(noisy: torch.Tensor) -> torch.Tensor:
    """Clean with the best single kernel."""
    return F.conv2d(noisy, *best_kernel(), padding=SIDE // 2)


def error(y: torch.Tensor, clean: torch.Tensor) -> float:
    """Return the mean squared error."""
    return round((y - clean).square().mean().item(), 5)


def train(name: str, rate: float, seed: int) -> nn.Module:
    """Return a trained net."""
    torch.manual_seed(seed)
    noisy, clean = load()[0]
    net = network(name)
    batches = np.random.default_rng(seed).integers(len(noisy), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        (net(noisy[batch]) - clean[batch]).square().mean().backward()
        optimizer.step()
        schedule.step()
    return net


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, and report its errors, and those of the best single kernel."""
    torch.set_num_threads(1)
    trained = train(net, rate, seed)
    _, (noisy, clean), (noisy_test, clean_test) = load()
    with torch.no_grad():
        return {
            "validation error": error(trained(noisy), clean),
            "error": error(trained(noisy_test), clean_test),
            "one kernel": error(one_kernel(noisy_test), clean_test),
            "noisy": error(noisy_test, clean_test),
        }
