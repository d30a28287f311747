"""Find whether batch normalization (BN) allows larger learning rates, and is faster.

It is often said that it does both, and that the scale of the first weights matters
less. Here a small CNN and a small MLP are trained by plain SGD at eleven constant
rates, from weights of He's initialization and of a quarter and four times its size.
The rate is chosen on 300 images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03 where it is
above 0.9, and no agreement at a rate where training is about to fail.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import digits

SEEDS = range(5)  # weights and batches
CONFIG = {
    "model": ["mlp", "cnn"],
    "norm": ["none", "batch"],  # before each ReLU
    "weight_scale": [0.25, 1, 4],  # times He's standard deviation, in every layer
    "rate": [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
TESTED = [15, 30, 60, 120, 240]  # steps after which the net is tested
BATCH, HELD_OUT = 64, 300


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, digits())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def mlp(norm: str) -> nn.Module:
    """Four hidden layers of 64, and a classifier."""
    hidden = []
    for _ in range(4):
        normalize = nn.BatchNorm1d(64) if norm == "batch" else nn.Identity()
        hidden += [nn.Linear(64, 64), normalize, nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(64, 10))


def cnn(norm: str) -> nn.Module:
    """Four 3 x 3 convolutions, from 8 x 8 to 2 x 2 pixels, and a classifier."""
    hidden = []
    for before, after, stride in [(1, 8, 1), (8, 16, 2), (16, 16, 1), (16, 32, 2)]:
        normalize = nn.BatchNorm2d(after) if norm == "batch" else nn.Identity()
        convolution = nn.Conv2d(before, after, 3, stride=stride, padding=1)
        hidden += [convolution, normalize, nn.ReLU()]
    return nn.Sequential(*hidden, nn.Flatten(), nn.Linear(32 * 2 * 2, 10))


def initialize(net: nn.Module, scale: float) -> None:
    """Draw the weights as He et al. (2015) do, times ``scale``; no biases."""
    for layer in net.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
            layer.weight.data *= scale


def run(*, seed: int, model: str, norm: str, weight_scale: float, rate: float) -> dict:
    """Train one net at a constant rate, and test it on the way."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    net = {"mlp": mlp, "cnn": cnn}[model](norm)
    initialize(net, weight_scale)
    batches = np.random.default_rng(seed).integers(
        len(x_train), size=(TESTED[-1], BATCH)
    )
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    validated, tested = [], []
    for step, batch in enumerate(torch.tensor(batches), start=1):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x_train[batch]), y_train[batch])
        loss.backward()
        optimizer.step()
        if step in TESTED:
            validated.append(accuracy(net, *validation))
            tested.append(accuracy(net, *test))
    return {
        "steps": TESTED,
        "validation": validated,
        "accuracy": tested,
        "loss_overflowed": not loss.isfinite().item(),  # diverged nets may also die
    }


def accuracy(net: nn.Module, x, y) -> float:
    """Test in evaluation mode: BN uses its running statistics."""
    net.eval()
    with torch.no_grad():
        share = (net(x).argmax(1) == y).double().mean().item()
    net.train()
    return round(share, 4)
