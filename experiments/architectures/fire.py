"""Train small SqueezeNets that spend the same number of parameters in different ways.

All read MNIST's digits of 28 x 28. A net is a stem, two fire modules at 6 x 6, two at
3 x 3, a 1 x 1 to the classes and their means. `squeeze` is the share of a module's
output channels that its squeeze layer has, `threes` the share that its 3 x 3 kernels
make; the channels of all modules are then scaled until the net has as many parameters
as the one of 1/8 and 1/2 (within 6 %). "plain" has a 3 x 3 convolution in place of each
module, "bypass" adds a module's input where shapes agree. The rate is chosen on 500
images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.05.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.squeezenet import Row, SqueezeNet
from dlnotes.data import mnist_small

SEEDS = range(5)  # of weights and batches
NETS = {  # squeeze, threes, bypass
    "squeeze 1/8, half 3x3": (0.125, 0.5, False),
    "squeeze 1/4": (0.25, 0.5, False),
    "squeeze 1/2": (0.5, 0.5, False),
    "squeeze 1": (1.0, 0.5, False),
    "no 3x3": (0.125, 0.0, False),
    "quarter 3x3": (0.125, 0.25, False),
    "all 3x3": (0.125, 1.0, False),
    "bypass": (0.125, 0.5, True),
    "plain": (0.0, 1.0, False),
}
CONFIG = {"net": list(NETS), "rate": [0.006, 0.018, 0.054]}
CHOOSE = {
    "parameter": "rate",
    "metric": "validation",
    "edges": [
        {
            "net": "quarter 3x3",
            "because": "0.018 reads as well within half a point; no verdict needs it",
        }
    ],
}
STEPS, BATCH, HELD_OUT = 200, 32, 500
STEM = 16, 3


def rows(width: int, squeeze: float, threes: float) -> list[list[Row]]:
    """Return two stages of two modules, of `width` channels and of twice as many."""
    stages = []
    for out in (width, 2 * width):
        large = round(threes * out)
        stages.append([(max(1, round(squeeze * out)), out - large, large)] * 2)
    return stages


def network(width: int, squeeze: float, threes: float, bypass: bool) -> nn.Module:
    """Return a small SqueezeNet, or plain convolutions where nothing is squeezed.

    BatchNorm behind the stem and each module makes short training possible, and the
    scores may be negative.
    """
    plan = rows(width, squeeze, threes)
    net = SqueezeNet(plan, stem=STEM, num_classes=10, in_channels=1, bypass=bypass)
    net.stem.append(nn.BatchNorm2d(STEM[0]))
    channels = STEM[0]
    for stage in net.stages:
        for i, module in enumerate(stage):
            if i > 0:
                out = module.out_channels
                if squeeze == 0:
                    conv = nn.Conv2d(channels, out, 3, padding=1)
                    nn.init.kaiming_uniform_(conv.weight, nonlinearity="relu")
                    module = nn.Sequential(conv, nn.ReLU())
                stage[i] = nn.Sequential(module, nn.BatchNorm2d(out))
                channels = out
    net.head = nn.Conv2d(channels, 10, 1)
    return net


def parameters(width: int, *how: float) -> int:
    """Count what a net learns."""
    with torch.device("meta"):
        return sum(p.numel() for p in network(width, *how).parameters())


@functools.cache
def width_of(net: str) -> int:
    """Return the channels of the first modules that fit the common budget."""
    base, *_ = NETS.values()
    budget = parameters(48, *base)
    return min(range(12, 90), key=lambda w: abs(parameters(w, *NETS[net]) - budget))


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    x, x_test = ((z - 0.13) / 0.31 for z in (x, x_test))
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, and say how many digits it reads."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    width = width_of(net)
    model = network(width, *NETS[net])
    batches = np.random.default_rng(seed).integers(len(x_train), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(model(x_train[batch]), y_train[batch]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    return {
        "validation": accuracy(model, *validation),
        "accuracy": accuracy(model, *test),
        "parameters": sum(p.numel() for p in model.parameters()),
        "channels": width,
    }


def accuracy(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net reads."""
    with torch.no_grad():
        return round((model(x).argmax(1) == y).double().mean().item(), 4)
