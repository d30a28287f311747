"""Find how far a CNN gets when only batch normalization (BN) is trained.

Frankle et al. (2021) freeze every weight of a ResNet as it was drawn, train the scales
and shifts of BN alone, and reach high accuracy. Here small ResNets are so trained, and
in comparison: the last layer alone; as many random weights of the convolutions as BN
has parameters; BN and the last layer; everything. Each with Adam at two rates.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03 where it is
above 0.9, and within 0.1 below.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import digits

SEEDS = range(5)  # weights, which of them are trained, batches
CONFIG = {
    "blocks": [1, 4],  # of two 3 x 3 convolutions each
    "width": [8, 24],  # channels
    "trained": ["last", "random", "affine", "affine+last", "all"],
    "rate": [0.03, 0.3],
}
STEPS, BATCH = 400, 64

load = functools.cache(digits)


class Block(nn.Module):
    """Two convolutions, added to what they are given (He et al., 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            *(convolution(width, width), nn.BatchNorm2d(width), nn.ReLU()),
            *(convolution(width, width), nn.BatchNorm2d(width)),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add and rectify."""
        return F.relu(x + self.residual(x))


def convolution(before: int, after: int, stride: int = 1) -> nn.Conv2d:
    """3 x 3, without bias: BN would remove it."""
    return nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False)


def resnet(*, blocks: int, width: int) -> nn.Sequential:
    """Two convolutions, from 8 x 8 to 4 x 4 pixels; blocks; average; classifier."""
    return nn.Sequential(
        *(convolution(1, width), nn.BatchNorm2d(width), nn.ReLU()),
        *(convolution(width, width, 2), nn.BatchNorm2d(width), nn.ReLU()),
        *(Block(width) for _ in range(blocks)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10)),
    )


def choose(net: nn.Sequential, trained: str) -> dict[nn.Parameter, torch.Tensor]:
    """Return the parameters to train, each with a mask: 1 where it is trained."""
    norms = [layer for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)]
    affine = [p for norm in norms for p in norm.parameters()]
    last = list(net[-1].parameters())
    if trained == "random":
        return mask_randomly(net, sum(p.numel() for p in affine))
    chosen = {"last": last, "affine": affine, "affine+last": affine + last}
    return {p: torch.ones_like(p) for p in chosen.get(trained, net.parameters())}


def mask_randomly(net: nn.Module, count: int) -> dict[nn.Parameter, torch.Tensor]:
    """Choose ``count`` entries out of all convolutions' weights."""
    weights = [p for p in net.parameters() if p.ndim == 4]
    sizes = [p.numel() for p in weights]
    mask = (torch.randperm(sum(sizes)) < count).float().split(sizes)
    return {p: part.view_as(p) for p, part in zip(weights, mask, strict=True)}


def run(*, seed: int, blocks: int, width: int, trained: str, rate: float) -> dict:
    """Train what is named, from the same weights, on the same batches."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    x_train, y_train, x_test, y_test = map(torch.tensor, load())
    net = resnet(blocks=blocks, width=width)
    masks = choose(net, trained)
    train(net, masks, x_train, y_train, rate, rng)
    with torch.no_grad():
        guess = net.eval()(x_test).argmax(1)
    return {
        "accuracy": round((guess == y_test).double().mean().item(), 4),
        "trained_parameters": int(sum(mask.sum() for mask in masks.values())),
        "all_parameters": sum(p.numel() for p in net.parameters()),
    }


def train(net: nn.Module, masks: dict, x, y, rate: float, rng) -> None:
    """Adam with cosine decay: the same steps for all."""
    net.requires_grad_(False)
    for parameter in masks:
        parameter.requires_grad_(True)
    optimizer = torch.optim.Adam(masks, lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        batch = torch.tensor(rng.integers(len(x), size=BATCH))
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        for parameter, mask in masks.items():
            parameter.grad *= mask  # Adam leaves alone what never had a gradient
        optimizer.step()
        schedule.step()
