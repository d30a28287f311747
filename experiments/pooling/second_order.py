"""Compare what a classifier reads of maps that differ only in how channels covary.

Four classes of random maps: 16 channels of 6 x 6 places, in every class with mean 0
and variance 1. A class is the covariance of its channels. Classes differ either in one
direction each, along which the channels vary together, or in all. A linear layer reads
the means of the maps, or all products of two channels, averaged over the places
(bilinear pooling). A factorised layer has k squares for each class instead of a matrix.
The rate, and the step at which a run stops, are chosen on maps that are neither
trained on nor in the test.

A run repeats exactly with the same versions on the same machine; elsewhere expect an
accuracy within 0.02.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SEEDS = range(5)  # data and weights
CONFIG = {
    "differ": ["one", "all"],  # directions
    "layer": ["means", "bilinear", "k = 1", "k = 2", "k = 8"],
    "rate": [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
CHANNELS, SIDE, CLASSES, IMAGES, STEPS, EVERY = 16, 6, 4, 100, 200, 10


def spread(differ: str, rng: np.random.Generator) -> np.ndarray:
    """Return a matrix that gives independent channels the covariance of a class."""
    if differ == "one":
        mixed = rng.choice([-0.22, 0.22], (CHANNELS, 1))
    else:
        mixed = rng.standard_normal((CHANNELS, CHANNELS)) * (0.5 / CHANNELS) ** 0.5
    covariance = np.eye(CHANNELS) + mixed @ mixed.T
    deviation = np.sqrt(np.diag(covariance))
    return np.linalg.cholesky(covariance / np.outer(deviation, deviation))


def maps(
    n: int, spreads: list[np.ndarray], rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return maps, (n, places, channels), and their classes."""
    y = rng.permutation(np.arange(n) % CLASSES)
    z = rng.standard_normal((n, SIDE * SIDE, CHANNELS))
    x = np.einsum("ncd,npd->npc", np.array(spreads)[y], z)
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y)


class Reader(nn.Module):
    """A score of each class."""

    def __init__(self, layer: str) -> None:
        super().__init__()
        self.layer = layer
        self.linear = nn.Linear(CHANNELS, CLASSES)
        if layer == "bilinear":
            self.matrix = nn.Linear(CHANNELS**2, CLASSES, bias=False)
        elif layer != "means":
            k = int(layer.removeprefix("k = "))
            factors = 0.3 * torch.randn(CLASSES, k, CHANNELS) / CHANNELS**0.5
            self.factors = nn.Parameter(factors)

    def forward(self, means: torch.Tensor, moments: torch.Tensor) -> torch.Tensor:
        """Return (n, classes) for the means and the second moments of maps."""
        y = self.linear(means)
        if self.layer == "bilinear":
            y = y + self.matrix(moments.flatten(1))
        elif self.layer != "means":
            products = torch.einsum("okc,ncd->nokd", self.factors, moments)
            y = y + (products * self.factors).sum((2, 3))
        return y


def run(*, seed: int, differ: str, layer: str, rate: float) -> dict:
    """Train one layer, and say how many classes it names rightly."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    spreads = [spread(differ, rng) for _ in range(CLASSES)]
    sets = []
    for n in (IMAGES, 400, 2000):
        x, y = maps(n, spreads, rng)
        moments = torch.einsum("npc,npd->ncd", x, x) / SIDE**2
        sets.append(((x.mean(1), moments), y))
    net = Reader(layer)
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    best = {"validation": -1.0}
    (train, target), validation, test = sets
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        F.cross_entropy(net(*train), target).backward()
        optimizer.step()
        if step % EVERY == 0 and accuracy(net, *validation) > best["validation"]:
            best = {
                "validation": accuracy(net, *validation),
                "accuracy": accuracy(net, *test),
                "train": accuracy(net, *sets[0]),
                "step": step,
            }
    return {**best, "parameters": sum(p.numel() for p in net.parameters())}


def accuracy(net: nn.Module, x: tuple, y: torch.Tensor) -> float:
    """Return the share of maps whose class has the highest score."""
    with torch.no_grad():
        hits = net(*x).argmax(1) == y
    return round(hits.double().mean().item(), 4)
