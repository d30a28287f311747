"""Train MobileNets of half the width, and of half the resolution, on silhouettes.

Both are a MobileNet of five blocks on pictures of animals. `thin` has half of the
channels and sees 28 x 28 pixels; `coarse` has all channels and sees 14 x 14. Their
multiply-adds differ by 6 %. Steps and batches are the same; the rate is chosen on 1,000
images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.05.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.mobilenet_v1 import MobileNetV1
from dlnotes.cost import count_macs, count_parameters
from dlnotes.data import animal_shapes

SEEDS = range(5)  # weights and batches
NETS = {"thin": (0.5, 28), "coarse": (1.0, 14)}  # width, side of the images
CONFIG = {"net": [*NETS], "rate": [0.004, 0.014, 0.05]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
LAYERS = (32, 1), (64, 2), (64, 1), (128, 2), (128, 1)
STEPS, BATCH, HELD_OUT = 150, 32, 1000


def network(net: str) -> MobileNetV1:
    """Return a fresh net for images of one channel."""
    return MobileNetV1(LAYERS, width_mult=NETS[net][0], num_classes=10, in_channels=1)


@functools.cache
def load(side: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, animal_shapes())
    x, x_test = (F.adaptive_avg_pool2d(z, side) for z in (x, x_test))
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, and say how many silhouettes it names."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    side = NETS[net][1]
    (x, y), validation, test = load(side)
    model = network(net)
    batches = np.random.default_rng(seed).integers(len(x), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    return {
        "macs": count_macs(model, (1, 1, side, side)),
        "parameters": count_parameters(model),
        "validation": accuracy(model, *validation),
        "accuracy": accuracy(model, *test),
    }


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of images that the net names."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
