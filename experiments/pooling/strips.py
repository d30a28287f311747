"""Compare what a small net is told about the rest of the image: strips or squares.

An image of 25 x 25 noisy pixels holds things that are raised by less than the noise,
and distractors that are raised as much, made of as many pixels, but scattered. The net
labels each pixel: does it belong to a thing? Things are bars, one pixel wide, over a
whole row or column; or lines at 45 degrees; or squares of 5 x 5. After one convolution
each place may be told means: that of the 7 x 7 pixels around it, or those of its row
and of its column, which are 49 pixels, too. They pass through the same 1 x 1
convolution, so both nets have as many weights; a third is told nothing.
The rate is chosen on images that are neither trained on nor in the test.

A run repeats exactly with the same versions on the same machine; elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.02.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SEEDS = range(5)  # data, weights and batches
CONFIG = {
    "things": ["bars", "slanted", "squares"],
    "context": ["none", "square", "strip"],
    "rate": [0.03, 0.2, 1.0, 4.0],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
SIDE, RISE, CHANNELS = 25, 1.0, 8
STEPS, BATCH, HELD_OUT = 120, 16, 100


def place(things: str, rng: np.random.Generator) -> np.ndarray:
    """Return which pixels belong to a thing."""
    label = np.zeros((SIDE, SIDE), bool)
    for _ in range(2):
        if things == "squares":
            top, left = rng.integers(0, SIDE - 4, 2)
            label[top : top + 5, left : left + 5] = True
            continue
        along, start = np.arange(SIDE), rng.integers(SIDE)
        slope = 0 if things == "bars" else rng.choice([-1, 1])
        across = (start + slope * along) % SIDE
        if rng.random() < 0.5:
            label[across, along] = True
        else:
            label[along, across] = True
    return label


def images(n: int, things: str, rng: np.random.Generator) -> list[torch.Tensor]:
    """Return noisy images, (n, 1, H, W), and the labels of their pixels, (n, H, W)."""
    labels = np.array([place(things, rng) for _ in range(n)])
    x = rng.standard_normal(labels.shape) + RISE * labels
    for image, label in zip(x, labels, strict=True):
        free = np.flatnonzero(~label)
        image.flat[rng.choice(free, label.sum(), replace=False)] += RISE
    return [torch.tensor(x[:, None], dtype=torch.float32), torch.tensor(labels).float()]


def means(x: torch.Tensor, context: str) -> torch.Tensor:
    """Return what each place is told."""
    if context == "square":
        return F.avg_pool2d(x, 7, stride=1, padding=3, count_include_pad=False)
    return x.mean(3, keepdim=True) + x.mean(2, keepdim=True)


class Net(nn.Module):
    """One 3 x 3 convolution, a context, and two layers at each pixel."""

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context
        self.stem = nn.Conv2d(1, CHANNELS, 3, padding=1)
        self.own = nn.Conv2d(CHANNELS, CHANNELS, 1)
        self.told = nn.Conv2d(CHANNELS, CHANNELS, 1, bias=False)
        self.norm = nn.BatchNorm2d(CHANNELS)
        self.head = nn.Conv2d(CHANNELS, 1, 1)

    def forward(self, x):
        """Return the score of each pixel, (N, H, W)."""
        x = self.stem(x)
        y = self.own(x)
        if self.context != "none":
            y = y + self.told(means(x, self.context))
        return self.head(F.relu(self.norm(y)))[:, 0]


def precision(net: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the average precision over all pixels."""
    with torch.no_grad():
        order = net(x).flatten().argsort(descending=True, stable=True)
    hits = labels.flatten()[order].double()
    found = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    return round((found * hits).sum().item() / hits.sum().item(), 4)


def run(*, seed: int, things: str, context: str, rate: float) -> dict:
    """Train one net, and say how well it finds the pixels of things."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng([seed, *things.encode()])
    train, validation, test = (images(n, things, rng) for n in (400, HELD_OUT, 200))
    net = Net(context)
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(rng.integers(len(train[0]), size=(STEPS, BATCH))):
        optimizer.zero_grad()
        scores = net(train[0][batch])
        F.binary_cross_entropy_with_logits(scores, train[1][batch]).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    return {
        "validation": precision(net, *validation),
        "precision": precision(net, *test),
        "share": round(test[1].mean().item(), 4),
        "parameters": sum(p.numel() for p in net.parameters()),
    }
