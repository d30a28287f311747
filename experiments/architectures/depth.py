"""Train stacks of 3 x 3 convolutions of growing depth, with and without batch norm.

All read MNIST's digits, halved to 14 x 14. Two convolutions work at 14 x 14, the others
at 7 x 7 after max pooling; one dense layer ends each net. Width,
steps and batches are the same at each depth; the rate is chosen on 500 images that are
neither trained on nor in the test. Weights begin as torchvision's VGG.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.05, and that of a
deep net without batch norm anywhere.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "norm": ["none", "batch"],
    "depth": [2, 4, 8, 16],
    "rate": [0.001, 0.004, 0.016, 0.064],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT, WIDTH = 120, 32, 500, 12


def network(depth: int, norm: str) -> nn.Module:
    """Return `depth` convolutions, the second of which a pooling follows."""
    layers: list[nn.Module] = []
    for i in range(depth):
        conv = nn.Conv2d(WIDTH if i else 1, WIDTH, 3, padding=1)
        nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")
        nn.init.zeros_(conv.bias)
        layers += [conv, *([nn.BatchNorm2d(WIDTH)] if norm == "batch" else [])]
        layers.append(nn.ReLU())
        if i == 1:
            layers.append(nn.MaxPool2d(2))
    head = [nn.Flatten(), nn.Linear(WIDTH * 49, 10)]
    return nn.Sequential(*layers, *head)


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    x, x_test = ((F.avg_pool2d(z, 2) - 0.13) / 0.28 for z in (x, x_test))
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, norm: str, depth: int, rate: float) -> dict:
    """Train one net, and say how many digits it reads."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    net = network(depth, norm)
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    return {"validation": accuracy(net, *validation), "accuracy": accuracy(net, *test)}


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net reads."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
