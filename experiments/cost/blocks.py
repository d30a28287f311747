"""Ask whether the best block by multiply-adds is the best by time.

Nets of one plan that differ in their blocks read MNIST's digits: a 3 × 3 convolution at
stride 2, two blocks at 14 × 14, two with twice the channels at 7 × 7, the mean of each
map, a dense layer. A block is that of ResNet (residual), MobileNet v1 (separable) and
v2 (inverted), or ShuffleNet v2 (shuffle). Steps and batches are the
same; the rate is chosen on 500 images that are neither trained on nor in the test.

"ms" is the median time of a forward pass of 64 images in evaluation mode, on one thread
and by its clock, "single" that of one image. But for these, a run repeats exactly with
the same versions on the same machine. Elsewhere the last bits differ, and training
makes them grow: expect an accuracy within 0.05.
"""

import functools
import time
from statistics import median

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dlnotes.cost import count_macs
from dlnotes.data import mnist_small

SEEDS = range(5)  # weights and batches
CONFIG = {
    "net": [  # block and width
        *("residual 8", "residual 16", "inverted 8", "inverted 16"),
        *("separable 32", "shuffle 32"),
    ],
    "rate": [0.003, 0.012, 0.048, 0.192],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT, SIDE = 100, 32, 500, 28


def conv(a: int, b: int, kernel: int = 1, stride: int = 1, **how) -> nn.Sequential:
    """Return a convolution and its batch norm."""
    layer = nn.Conv2d(a, b, kernel, stride, kernel // 2, bias=False, **how)
    return nn.Sequential(layer, nn.BatchNorm2d(b))


def active(*parts: nn.Module) -> nn.Sequential:
    """Return the parts, then a ReLU."""
    return nn.Sequential(*parts, nn.ReLU(inplace=True))


class Residual(nn.Module):
    """x + F(x), by a 1 × 1 where the shape changes."""

    def __init__(self, a: int, b: int, stride: int, body: nn.Module, relu: bool):
        super().__init__()
        same = stride == 1 and a == b
        self.shortcut = nn.Identity() if same else conv(a, b, stride=stride)
        self.body, self.relu = body, relu

    def forward(self, x: Tensor) -> Tensor:
        """Return the sum."""
        y = self.shortcut(x) + self.body(x)
        return F.relu(y, inplace=True) if self.relu else y


def residual(a: int, b: int, stride: int) -> nn.Module:
    """Return two 3 × 3 convolutions and a shortcut."""
    body = nn.Sequential(active(conv(a, b, 3, stride)), conv(b, b, 3))
    return Residual(a, b, stride, body, relu=True)


def separable(a: int, b: int, stride: int) -> nn.Module:
    """Return a depthwise 3 × 3 and a 1 × 1."""
    return nn.Sequential(active(conv(a, a, 3, stride, groups=a)), active(conv(a, b)))


def inverted(a: int, b: int, stride: int) -> nn.Module:
    """Return a depthwise 3 × 3 on four times the channels; a shortcut if it fits."""
    wide = 4 * a
    body = nn.Sequential(
        active(conv(a, wide)),
        active(conv(wide, wide, 3, stride, groups=wide)),
        conv(wide, b),
    )
    return Residual(a, b, 1, body, relu=False) if stride == 1 and a == b else body


class Shuffle(nn.Module):
    """Half the channels pass by, or both halves are made anew; then all are mixed."""

    def __init__(self, a: int, b: int, stride: int):
        super().__init__()
        half, self.split = b // 2, stride == 1 and a == b
        inputs = a // 2 if self.split else a
        self.right = nn.Sequential(
            active(conv(inputs, half)),
            conv(half, half, 3, stride, groups=half),
            active(conv(half, half)),
        )
        self.left = (
            nn.Identity()
            if self.split
            else nn.Sequential(conv(a, a, 3, stride, groups=a), active(conv(a, half)))
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the channels of both halves in turn."""
        left, right = x.chunk(2, 1) if self.split else (x, x)
        return F.channel_shuffle(torch.cat([self.left(left), self.right(right)], 1), 2)


BLOCKS = {
    "residual": residual,
    "separable": separable,
    "inverted": inverted,
    "shuffle": Shuffle,
}


def network(net: str) -> nn.Sequential:
    """Return a net of four blocks."""
    block, number = net.split()
    make, width = BLOCKS[block], int(number)
    return nn.Sequential(
        active(conv(1, width, 3, 2)),
        *(make(width, width, 1), make(width, width, 1)),
        *(make(width, 2 * width, 2), make(2 * width, 2 * width, 1)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2 * width, 10)),
    )


@functools.cache
def load() -> list[tuple[Tensor, Tensor]]:
    """Return training, validation and test images, each with its labels."""
    x, y, x_test, y_test = map(torch.tensor, mnist_small())
    x, x_test = ((z - 0.13) / 0.31 for z in (x, x_test))
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    return [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, say how many digits it reads, and time it."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    (x_train, y_train), validation, test = load()
    model = network(net)
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
        "macs": count_macs(model, (1, 1, SIDE, SIDE)),
        "ms": milliseconds(model, x_train[:64]),
        "single": milliseconds(model, x_train[:1]),
    }


def accuracy(net: nn.Module, x: Tensor, y: Tensor) -> float:
    """Return the share of images that the net reads."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)


def milliseconds(net: nn.Module, x: Tensor, repeats: int = 15) -> float:
    """Return the median time of this thread for a forward pass."""
    times = []
    with torch.no_grad():
        for _ in range(repeats + 2):  # the first two warm up
            start = time.thread_time()
            net(x)
            times.append(1e3 * (time.thread_time() - start))
    return round(median(times[2:]), 3)
