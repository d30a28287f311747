"""Compare one 7 x 7 convolution with stacks that see as far and have as many weights.

All read MNIST's digits, halved to 14 x 14. A 3 x 3 convolution feeds the part that
differs: one 7 x 7, a 5 x 5 and a 3 x 3, or three 3 x 3, each followed by ReLU; or three
3 x 3 with a ReLU behind the last alone. Channels are chosen so that this part has about
7,000 weights. Max pooling and one dense layer end each net. The rate is chosen on 500
images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.03.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "stack": ["7", "5 3", "3 3 3", "3 3 3 linear"],
    "rate": [0.001, 0.004, 0.016, 0.064],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT = 120, 32, 500
CHANNELS = {"7": 12, "5 3": 14, "3 3 3": 16, "3 3 3 linear": 16}


def convolution(c_in: int, c_out: int, kernel: int) -> nn.Conv2d:
    """Return a convolution that keeps the size, and begins as torchvision's VGG."""
    conv = nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2)
    nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")
    nn.init.zeros_(conv.bias)
    return conv


def network(stack: str) -> nn.Module:
    """Return a first layer, the stack, pooling and a dense layer."""
    channels = CHANNELS[stack]
    layers: list[nn.Module] = [convolution(1, channels, 3), nn.ReLU()]
    *kernels, linear = [*stack.replace(" linear", "").split(), "linear" in stack]
    for kernel in kernels:
        layers.append(convolution(channels, channels, int(kernel)))
        if not linear:
            layers.append(nn.ReLU())
    layers += [nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(channels * 49, 10))


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    x, x_test = ((F.avg_pool2d(z, 2) - 0.13) / 0.28 for z in (x, x_test))
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, stack: str, rate: float) -> dict:
    """Train one net, and say how many digits it reads."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    net = network(stack)
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(net(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    convs = [m for m in net if isinstance(m, nn.Conv2d)][1:]
    return {
        "validation": accuracy(net, *validation),
        "accuracy": accuracy(net, *test),
        "weights": sum(conv.weight.numel() for conv in convs),
    }


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net reads."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
