"""Find whether batch normalization (BN) rescues a deep net of sigmoids.

It is often said that BN keeps the inputs of a sigmoid away from its flat ends, so that
gradients do not vanish, and that the first weights matter less. Here nets of 2 to 20
sigmoid layers are trained by plain SGD from three scales of weights, at six rates. The
rate is chosen on 500 images that are neither trained on nor in the test. BN takes the
moments of the images it is given, in the test of all test images.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.02 where it is
above 0.9, and what is measured at the start within 0.1 %.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "depth": [2, 5, 20],  # hidden layers of 64 sigmoids
    "norm": ["none", "batch"],  # between the linear map and the sigmoid
    "weights": ["small", "xavier", "large"],  # std 0.01, 0.05 to 0.16, 1
    "rate": [0.001, 0.01, 0.1, 1.0, 10.0, 100.0],
}
CHOOSE = {
    "parameter": "rate",
    "metric": "validation",
    "edges": [
        {"norm": "none", "weights": "small", "because": "no rate trains five layers"},
        {"norm": "none", "weights": "xavier", "because": "no rate trains five layers"},
    ],
}
WIDTH, STEPS, BATCH, HELD_OUT = 64, 300, 64, 500


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def mlp(*, depth: int, norm: str, weights: str) -> nn.Sequential:
    """Return sigmoid layers, and a linear classifier on top."""
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs in [28 * 28, *[WIDTH] * (depth - 1)]:
        layers.append(nn.Linear(inputs, WIDTH))
        if norm == "batch":
            layers.append(nn.BatchNorm1d(WIDTH, track_running_stats=False))
        layers.append(nn.Sigmoid())
    net = nn.Sequential(*layers, nn.Linear(WIDTH, 10))
    for linear in linears(net):
        nn.init.zeros_(linear.bias)
        if weights == "xavier":
            nn.init.xavier_normal_(linear.weight)
        else:
            nn.init.normal_(linear.weight, std={"small": 0.01, "large": 1.0}[weights])
    return net


def linears(net: nn.Module) -> list[nn.Linear]:
    """List the layers that have weights, first to last."""
    return [layer for layer in net.modules() if isinstance(layer, nn.Linear)]


def run(*, seed: int, depth: int, norm: str, weights: str, rate: float) -> dict:
    """Train one net; report its accuracy, its sigmoids' slopes, its gradients."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    (x_train, y_train), validation, test = load()
    net = mlp(depth=depth, norm=norm, weights=weights)
    slope_at_start = slope(net, x_train)
    first, last = train(net, x_train, y_train, rate, rng)
    with torch.no_grad():
        loss = F.cross_entropy(net(x_train), y_train).item()
    return {
        "validation": accuracy(net, *validation),
        "accuracy": accuracy(net, *test),
        "train_loss": round(loss, 5),
        "first_gradient": float(f"{first:.4g}"),  # at the start: norm, first layer
        "last_gradient": float(f"{last:.4g}"),
        "slope_at_start": round(slope_at_start, 4),  # 1 steepest, 0 flat
        "slope_at_end": round(slope(net, x_train), 4),
    }


@torch.no_grad()
def accuracy(net: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> float:
    """Share of the images recognised."""
    return round((net(x).argmax(1) == y).double().mean().item(), 4)


@torch.no_grad()
def slope(net: nn.Sequential, x: torch.Tensor) -> float:
    """Return the mean derivative of all hidden sigmoids, as a share of 1/4."""
    slopes = []
    for layer in net:
        x = layer(x)
        if isinstance(layer, nn.Sigmoid):
            slopes.append((4 * x * (1 - x)).mean().item())
    return float(np.mean(slopes))


def train(net: nn.Module, x, y, rate: float, rng) -> tuple[float, float]:
    """Run SGD with cosine decay; return the first and last layer's first gradient."""
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step in range(STEPS):
        batch = torch.tensor(rng.integers(len(x), size=BATCH))
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        if step == 0:
            gradients = [layer.weight.grad.norm().item() for layer in linears(net)]
        optimizer.step()
        schedule.step()
    return gradients[0], gradients[-1]
