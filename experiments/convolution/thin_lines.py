"""Label the pixels of thin lines, but not those of dashes, by nets that see alike far.

A picture of 32 x 32 pixels holds lines from edge to edge and dashes that end inside,
all one pixel wide. A net must mark the pixels of the lines. So it must see far, to find
the ends of a dash, and exactly, since a line is one pixel wide. Strokes are upright or
level ("straight"), or off by up to one pixel in five ("slanted").

All nets have three convolutions of eight channels, each normalized, with a ReLU, and a
1 x 1 convolution at the end; only "deep" has seven. "pooled" halves its maps twice by
the maximum and enlarges the last ones by four; "skip" also hands the first maps to its
end. The learning rate and the threshold of the scores are chosen on validation images.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an IoU within 0.1.
"""

import functools
from itertools import pairwise

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SEEDS = range(5)  # weights and batches
CONFIG = {
    "strokes": ["straight", "slanted"],
    "net": ["plain", "pooled", "skip", "dilated", "large", "deep"],
    "rate": [0.002, 0.01, 0.04, 0.2],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
LAYERS = {  # kernel size and dilation of each layer
    "plain": [(3, 1), (3, 1), (3, 1)],
    "pooled": [(3, 1), (3, 1), (3, 1)],
    "skip": [(3, 1), (3, 1), (3, 1)],
    "dilated": [(3, 1), (3, 2), (3, 4)],
    "large": [(3, 1), (5, 1), (9, 1)],
    "deep": [(3, 1)] * 7,
}
SIDE, CHANNELS = 32, 8
IMAGES, STEPS, BATCH = 400, 200, 8
THRESHOLDS = torch.linspace(0.05, 0.95, 19)


def stroke(rng: np.random.Generator, length: int, steepest: float) -> np.ndarray:
    """Draw a stroke that runs over ``length`` columns, or rows, of a picture."""
    first = rng.integers(1, SIDE - length) if length < SIDE else 0
    along = np.arange(first, first + length)
    middle, slope = rng.uniform(4, SIDE - 4), rng.uniform(-steepest, steepest)
    across = np.rint(middle + slope * (along - along.mean())).astype(int)
    picture = np.zeros((SIDE, SIDE), np.float32)
    picture[across, along] = 1
    return picture if rng.random() < 0.5 else picture.T


def draw(rng: np.random.Generator, strokes: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture of two lines and six dashes, and its lines alone."""
    steepest = {"straight": 0.0, "slanted": 0.2}[strokes]
    lines = np.maximum(*(stroke(rng, SIDE, steepest) for _ in range(2)))
    dashes = [stroke(rng, rng.integers(9, 14), steepest) for _ in range(6)]
    return np.maximum.reduce([lines, *dashes]), lines


@functools.cache
def load(seed: int, images: int, strokes: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return pictures and the lines in them, both (images, 1, SIDE, SIDE)."""
    rng = np.random.default_rng(seed)
    pairs = [draw(rng, strokes) for _ in range(images)]
    pictures, lines = (np.stack(each)[:, None] for each in zip(*pairs, strict=True))
    return torch.tensor(pictures), torch.tensor(lines)


class Net(nn.Module):
    """Convolutions, and a score for each pixel."""

    def __init__(self, net: str):
        super().__init__()
        self.pools = net in ("pooled", "skip")
        self.skips = net == "skip"
        widths = pairwise([1] + [CHANNELS] * len(LAYERS[net]))
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(*width, k, padding=d * (k // 2), dilation=d, bias=False),
                nn.BatchNorm2d(CHANNELS),
                nn.ReLU(),
            )
            for width, (k, d) in zip(widths, LAYERS[net], strict=True)
        )
        self.end = nn.Conv2d(CHANNELS * (2 if self.skips else 1), 1, 1)

    def forward(self, x):
        """Return the scores, (N, 1, SIDE, SIDE)."""
        first = x = self.layers[0](x)
        for layer in self.layers[1:]:
            x = layer(F.max_pool2d(x, 2) if self.pools else x)
        if self.pools:
            x = F.interpolate(x, scale_factor=4, mode="bilinear")
        return self.end(torch.cat([x, first], 1) if self.skips else x)


def train(*, seed: int, strokes: str, net: str, rate: float) -> nn.Module:
    """Return a trained net."""
    torch.manual_seed(seed)
    x, y = load(0, IMAGES, strokes)
    model = Net(net)
    batches = np.random.default_rng(seed).integers(len(x), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(batches):
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(model(x[batch]), y[batch]).backward()
        optimizer.step()
        schedule.step()
    return model.eval()


@torch.no_grad()
def overlaps(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Return the IoU of the marked pixels with the lines at each threshold."""
    scores, lines = model(x).sigmoid(), y > 0
    marks = [scores > threshold for threshold in THRESHOLDS]
    return torch.tensor([((m & lines).sum() / (m | lines).sum()).item() for m in marks])


def run(*, seed: int, strokes: str, net: str, rate: float) -> dict:
    """Train a net, choose its threshold, and test it."""
    torch.set_num_threads(1)
    model = train(seed=seed, strokes=strokes, net=net, rate=rate)
    validation = overlaps(model, *load(1, 100, strokes))
    best = int(validation.argmax())
    return {
        "validation": round(validation[best].item(), 4),
        "threshold": round(THRESHOLDS[best].item(), 2),
        "iou": round(overlaps(model, *load(2, 100, strokes))[best].item(), 4),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
