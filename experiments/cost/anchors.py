"""Ask which squares a unit can frame, given its field.

A picture of noise holds a bright square near its middle. Its side is the anchor's, more
or less: between the anchor's divided and multiplied by the root of two. A single unit
over the middle, whose field is 29 pixels, must correct the anchor: say by how much, in
anchors, the square's middle lies off, and the logarithm of its side over the anchor's.
Where a square is larger than the field, the unit sees none of its edges. The frame is
judged by its IoU with the square, the area of their intersection over that of their
union; "start" is the IoU of the anchor itself. The rate is chosen on 500 pictures that
are neither trained on nor tested.

The width is the root mean square distance, along an axis, of the squared gradient of
the answers before training.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an IoU within 0.03.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SEEDS = range(5)  # pictures, weights and batches
CONFIG = {
    "anchor": [4, 8, 12, 16, 20, 24, 32, 48],  # pixels
    "rate": [0.01, 0.03, 0.1],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
LAYERS = [(3, 1), (3, 2), (3, 1), (3, 2), (3, 1), (3, 1)]  # kernel size and stride
FIELD = 29
STEPS, BATCH, CHANNELS, NOISE = 150, 16, 12, 0.3
TRAIN, HELD_OUT, TEST = 500, 500, 500


def pictures(
    count: int, anchor: int, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw squares in noise; the corrections are rows, columns, log side."""
    side = np.rint(anchor * 2 ** rng.uniform(-0.5, 0.5, (count, 1)))
    middle = (FIELD - 1) / 2 + rng.uniform(-0.25, 0.25, (count, 2)) * anchor
    first = np.rint(middle - (side - 1) / 2)  # row and column
    line = np.arange(FIELD)
    rows, columns = (
        (line >= first[:, [k]]) & (line < first[:, [k]] + side) for k in (0, 1)
    )
    x = rows[:, :, None] & columns[:, None]
    x = x + NOISE * rng.standard_normal((count, FIELD, FIELD))
    off = first + (side - 1) / 2 - (FIELD - 1) / 2
    box = np.hstack([off / anchor, np.log(side / anchor)])
    return torch.tensor(x[:, None]).float(), torch.tensor(box).float()


def iou(box: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Return intersection over union of squares (rows, columns, log side)."""
    sides = [b[:, 2:].exp() for b in (box, other)]
    lines = [
        (b[:, :2] - s / 2, b[:, :2] + s / 2)
        for b, s in ((box, sides[0]), (other, sides[1]))
    ]
    first, last = (
        torch.max(lines[0][0], lines[1][0]),
        torch.min(lines[0][1], lines[1][1]),
    )
    shared = (last - first).clamp(min=0).prod(1)
    whole = sides[0][:, 0] ** 2 + sides[1][:, 0] ** 2
    return shared / (whole - shared)


def network() -> nn.Sequential:
    """Unpadded convolutions, normalized, each with a ReLU; at the end a unit."""
    layers, before = [], 1
    for kernel_size, stride in LAYERS:
        conv = nn.Conv2d(before, CHANNELS, kernel_size, stride=stride, bias=False)
        layers += [conv, nn.BatchNorm2d(CHANNELS), nn.ReLU()]
        before = CHANNELS
    return nn.Sequential(*layers, nn.Conv2d(CHANNELS, 3, 1), nn.Flatten())


def width(net: nn.Module, x: torch.Tensor) -> float:
    """Return the root mean square distance of the squared gradient along an axis."""
    x = x[:100].clone().requires_grad_()
    (gradient,) = torch.autograd.grad(net(x).sum(), x)
    share = (gradient.double() ** 2).mean((0, 1))
    share /= share.sum()
    place = torch.arange(len(share)) - len(share) // 2
    across = (share.sum(0) + share.sum(1)) / 2
    return round((across * place**2).sum().sqrt().item(), 3)


def run(*, seed: int, anchor: int, rate: float) -> dict:
    """Train one unit on squares about as large as the anchor, and test it on others."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    (x, box), validation, test = (
        pictures(count, anchor, rng) for count in (TRAIN, HELD_OUT, TEST)
    )
    net = network()
    untrained = width(net, test[0])
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(rng.integers(TRAIN, size=(STEPS, BATCH))):
        optimizer.zero_grad()
        F.smooth_l1_loss(net(x[batch]), box[batch], beta=0.1).backward()
        optimizer.step()
        schedule.step()
    net.eval()
    return {
        "validation": fit(net, *validation),
        "iou": fit(net, *test),
        "start": round(iou(torch.zeros_like(test[1]), test[1]).mean().item(), 4),
        "width": untrained,
    }


def fit(net: nn.Module, x: torch.Tensor, box: torch.Tensor) -> float:
    """Return the mean IoU of the corrected anchor with the square."""
    with torch.no_grad():
        return round(iou(net(x), box).mean().item(), 4)
