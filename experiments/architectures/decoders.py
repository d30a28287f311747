"""Segment drawn shapes with a ShuffleNet encoder, with and without skips.

The encoder is a 3x3 convolution at stride 2 and three stages of two ShuffleNet units
with 3 groups, so that its last maps have a sixteenth of the 64 rows. Without skips a
1x1 convolution names the classes there, and bilinear interpolation enlarges them. With
skips further 1x1 convolutions name the classes at an eighth and at a quarter, and the
coarse scores, enlarged, are added to the finer ones, as FCN-8s and ShuffleSeg do.

The nets learn 400 scenes for 100 steps; the rate is chosen on 100 others, ``score`` is
measured on 200 more. Both are the mean of intersection over union over the classes.
``mask`` is what the nets of seed 0 make of test scene SHOWN, row by row.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ: expect a score within 0.05.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.shufflenet_v1 import ShuffleUnit
from dlnotes.data import shapes_segmentation

SEEDS = range(5)  # weights and batches
CONFIG = {"skips": [False, True], "rate": [0.003, 0.01, 0.03, 0.1]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
WIDTHS, CLASSES, GROUPS = (12, 36, 72, 144), 5, 3
STEPS, BATCH, SHOWN = 100, 8, 3


class Net(nn.Module):
    """An encoder of ShuffleNet units, and a decoder that names each pixel."""

    def __init__(self, *, skips: bool) -> None:
        super().__init__()
        stem = WIDTHS[0]
        self.stem = nn.Sequential(
            nn.Conv2d(3, stem, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(stem),
            nn.ReLU(),
        )
        self.stages = nn.ModuleList(
            nn.Sequential(
                ShuffleUnit(before, after, 2, groups=GROUPS, first_groups=first),
                ShuffleUnit(after, after, 1, groups=GROUPS),
            )
            for before, after, first in zip(
                WIDTHS, WIDTHS[1:], (1, GROUPS, GROUPS), strict=False
            )
        )
        used = reversed(WIDTHS[1:]) if skips else WIDTHS[-1:]
        self.heads = nn.ModuleList(nn.Conv2d(width, CLASSES, 1) for width in used)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return scores, (N, CLASSES, H, W)."""
        size, h, maps = x.shape[2:], self.stem(x), []
        for stage in self.stages:
            h = stage(h)
            maps.append(h)
        deepest, *finer = reversed(maps)
        scores = self.heads[0](deepest)
        for head, h in zip(list(self.heads)[1:], finer, strict=False):
            scores = enlarge(scores, h.shape[2:]) + head(h)
        return enlarge(scores, size)


def enlarge(scores: torch.Tensor, size: torch.Size) -> torch.Tensor:
    """Interpolate between the middles of pixels."""
    return F.interpolate(scores, size, mode="bilinear", align_corners=False)


@functools.cache
def load() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return scenes to learn, to choose by and to test on, each with its masks."""
    x, y = map(torch.tensor, shapes_segmentation(700, rng=np.random.default_rng(0)))
    x = x - 0.5
    return list(zip(x.split((400, 100, 200)), y.split((400, 100, 200)), strict=True))


def mean_iou(scores: torch.Tensor, y: torch.Tensor) -> float:
    """Return intersection over union, its mean over the classes."""
    named = scores.argmax(1)
    ratios = [
        ((named == k) & (y == k)).sum() / ((named == k) | (y == k)).sum()
        for k in range(CLASSES)
    ]
    return round(torch.stack(ratios).mean().item(), 4)


def trained(*, seed: int, skips: bool, rate: float) -> Net:
    """Train one net by Adam, the rate falling as a cosine."""
    torch.manual_seed(seed)
    net = Net(skips=skips)
    x, y = load()[0]
    batches = np.random.default_rng(seed).integers(len(x), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        loss = F.cross_entropy(net(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return net.eval()


def run(*, seed: int, skips: bool, rate: float) -> dict:
    """Train one net, and score it on scenes that it has not seen."""
    torch.set_num_threads(1)
    net = trained(seed=seed, skips=skips, rate=rate)
    with torch.no_grad():
        scores = [net(x) for x, _ in load()[1:]]
    validation, score = (
        mean_iou(named, y) for named, (_, y) in zip(scores, load()[1:], strict=True)
    )
    result = {"validation": validation, "score": score}
    if seed == 0:
        named = scores[1][SHOWN].argmax(0)
        result["mask"] = "".join(map(str, named.flatten().tolist()))
    return result
