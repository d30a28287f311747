"""Do nets learn to avoid checkerboards? Four ways to end in an image twice as large.

A page is 1 where the paper is white and 0 where a digit of MNIST has ink. Its 14 x 14
pixels, each the mean of four, go through two 3 x 3 convolutions of 16 maps and a last
layer that makes 28 x 28 pixels: nearest pixels and then a 3 x 3 convolution, a
transposed convolution at stride 2 with kernel 3 or 4, or a 3 x 3 convolution to four
maps and a pixel shuffle. All learn the page they were made from, by squared error. The
rate is chosen by the error on 500 pages that are neither trained on nor in the test.

The pattern is measured where nothing else can be seen, on blank sheets of eleven greys:
the standard deviation between the means of the four kinds of pixels (even and odd rows
and columns), away from the border, in percent of the step from black to white. The
energy is that of the error on test pages at the pattern's three frequencies, over the
mean of all frequencies.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an error within 10 %.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "way": ["nearest", "kernel 3", "kernel 4", "shuffle"],
    "rate": [0.003, 0.01, 0.03],
}
CHOOSE = {"parameter": "rate", "metric": "validation", "largest": False}
GREYS = np.arange(11) / 10  # 0 is ink, 1 is paper
STEPS, BATCH, HELD_OUT, MAPS = 300, 32, 500, 16


def enlarging(way: str) -> list[nn.Module]:
    """Return the layers that make one map, twice as large, of all maps."""
    if way == "nearest":
        return [nn.Upsample(scale_factor=2), nn.Conv2d(MAPS, 1, 3, padding=1)]
    if way == "shuffle":
        return [nn.Conv2d(MAPS, 4, 3, padding=1), nn.PixelShuffle(2)]
    kernel = int(way.removeprefix("kernel "))
    odd = kernel % 2
    return [nn.ConvTranspose2d(MAPS, 1, kernel, 2, padding=1, output_padding=odd)]


def network(way: str) -> nn.Sequential:
    """Two 3 x 3 convolutions that keep the size, and the enlarging layer."""
    first, second = (
        nn.Conv2d(1, MAPS, 3, padding=1),
        nn.Conv2d(MAPS, MAPS, 3, padding=1),
    )
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), *enlarging(way))


@functools.cache
def load() -> list[torch.Tensor]:
    """Return pages for training, validation and test."""
    x, _, x_test, _ = map(torch.tensor, mnist_small())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    return [1 - x[order[HELD_OUT:]], 1 - x[order[:HELD_OUT]], 1 - x_test]


def small(pages: torch.Tensor) -> torch.Tensor:
    """Return pages of half the rows and columns."""
    return F.avg_pool2d(pages, 2)


def train(net: nn.Module, *, seed: int, rate: float) -> nn.Module:
    """Teach a net to enlarge pages."""
    pages = load()[0]
    batches = np.random.default_rng(seed).integers(len(pages), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.mse_loss(net(small(pages[batch])), pages[batch]).backward()
        optimizer.step()
        schedule.step()
    return net


@torch.no_grad()
def error(net: nn.Module, pages: torch.Tensor) -> torch.Tensor:
    """Return the error of each pixel, (N, 28, 28)."""
    return (net(small(pages)) - pages)[:, 0].double()


@torch.no_grad()
def pattern(net: nn.Module) -> list[float]:
    """Return the pattern on a blank sheet of each grey, in percent."""
    greys = torch.tensor(GREYS, dtype=torch.float32).reshape(-1, 1, 1, 1)
    inside = net(greys.expand(-1, 1, 14, 14))[:, 0, 8:-8, 8:-8].double()
    kinds = [inside[:, a::2, b::2].mean((1, 2)) for a in (0, 1) for b in (0, 1)]
    spread = torch.stack(kinds).std(0, unbiased=False)
    return [round(100 * value, 4) for value in spread.tolist()]


def energy(errors: torch.Tensor) -> float:
    """Return the energy at the pattern's frequencies over the mean of all."""
    inside = errors[:, 2:-2, 2:-2]
    power = torch.fft.fft2(inside).abs().square().mean(0)
    half = inside.shape[-1] // 2
    at = power[half, 0] + power[0, half] + power[half, half]
    return round((at / 3 / power.mean()).item(), 4)


def run(*, seed: int, way: str, rate: float) -> dict:
    """Train one net, and look for the pattern before and after."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    _, validation, test = load()
    net = network(way)
    before = pattern(net), energy(error(net, test))
    train(net, seed=seed, rate=rate)
    errors = error(net, test)
    return {
        "validation": round(error(net, validation).square().mean().item(), 6),
        "error": round(errors.square().mean().item(), 6),
        "pattern": pattern(net),
        "pattern before": before[0],
        "energy": energy(errors),
        "energy before": before[1],
        "parameters": sum(p.numel() for p in net[4:].parameters()),
    }
