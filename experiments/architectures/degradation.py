"""Train nets of 8 to 56 layers, plain, residual and with pre-activation.

The nets are those of He et al. (2015) for small images, with batch normalization in
all of them. Where shapes differ, a shortcut pads with zeros, as theirs; so a plain net
is its residual twin without the additions, and has as many weights. They learn the 8x8
digits for 100 steps. The rate is chosen, for each net and depth, on 288 images that are
neither trained on nor in the test.

``loss`` is the mean over each ten steps, measured on the batches as they come;
``train_loss`` and ``train_accuracy`` are measured at the end on all training images, in
evaluation mode.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy of a shallow net within
0.03, and a plain net of 56 layers to fail again, by another margin.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.cifar_resnet import CifarResNet
from dlnotes.data import digits

SEEDS = range(5)  # weights and batches
CONFIG = {
    "net": ["plain", "residual", "preactivated"],
    "depth": [8, 20, 32, 56],
    "rate": [0.001, 0.003, 0.01, 0.03],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT = 100, 32, 288


def network(net: str, depth: int) -> nn.Module:
    """Return a fresh net for images of one channel."""
    return CifarResNet(
        depth,
        in_channels=1,
        shortcut=None if net == "plain" else "padding",
        preactivation=net == "preactivated",
    )


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, digits())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def train(model: nn.Module, *, seed: int, rate: float, steps: int = STEPS) -> list:
    """Train by Adam, the rate falling as a cosine, and return the loss of each step."""
    x, y = load()[0]
    batches = np.random.default_rng(seed).integers(len(x), size=(steps, BATCH))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for batch in torch.tensor(batches):
        loss = F.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def run(*, seed: int, net: str, depth: int, rate: float) -> dict:
    """Train one net, and measure it on all three parts of the digits."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = network(net, depth)
    losses = train(model, seed=seed, rate=rate)
    model.eval()
    with torch.no_grad():
        parts = [(model(x), y) for x, y in load()]
    train_accuracy, validation, accuracy = (share(z.argmax(1) == y) for z, y in parts)
    return {
        "loss": np.reshape(losses, (-1, 10)).mean(1).round(4).tolist(),
        "train_loss": round(F.cross_entropy(*parts[0]).item(), 4),
        "train_accuracy": train_accuracy,
        "validation": validation,
        "accuracy": accuracy,
    }


def share(hits: torch.Tensor) -> float:
    """Return which share of all is true."""
    return round(hits.double().mean().item(), 4)
