"""Ask how far from its middle a unit of a trained stack sees.

A picture of noise holds one dot, some pixels to the left or right of its middle, above
or below. A single unit over the middle must say whether the dot is bright or dark. The
nets are stacks of 3 x 3 convolutions. "plain" has eight of them; "wide" has eight,
some of them dilated: the same weights, a larger field; "deep" has twelve plain ones.
Nets are not padded, and a picture is cut to the field of the unit, since no other pixel
can matter. The rate is chosen on 500 pictures that are neither trained on nor tested.

The width is the root mean square distance, along an axis, of the squared gradient of
the answer, before and after training.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an accuracy within 0.05 where nearly
all dots are read or none, and anything between these at the edge.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SEEDS = range(5)  # pictures, weights and batches
PLAIN = [1] * 8
NETS = {  # dilations and the dot's distance
    "plain 5": (PLAIN, 5),
    "plain 6": (PLAIN, 6),
    "plain 7": (PLAIN, 7),
    "plain 8": (PLAIN, 8),
    "plain 9": (PLAIN, 9),
    "wide 21": ([2] * 2 + [1] * 6, 8),
    "wide 25": ([2] * 4 + [1] * 4, 8),
    "wide 33": ([3] * 2 + [2] * 4 + [1] * 2, 8),
    "deep 25": ([1] * 12, 8),
}
CONFIG = {"net": list(NETS), "rate": [0.01, 0.03, 0.1]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, CHANNELS, NOISE = 200, 32, 8, 0.2
TRAIN, HELD_OUT, TEST = 1000, 500, 1000
WAYS = np.array([(0, 1), (0, -1), (1, 0), (-1, 0)])


def field(dilations: list[int]) -> int:
    """Return the side of the square that one unit sees."""
    return 1 + 2 * sum(dilations)


def pictures(
    count: int, distance: int, size: int, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw noise with one dot, cut to `size`; the label is 1 where it is bright."""
    half = max(distance, size // 2)
    x = NOISE * rng.standard_normal((count, 2 * half + 1, 2 * half + 1))
    bright = rng.integers(2, size=count)
    rows, columns = (half + distance * WAYS[rng.integers(4, size=count)]).T
    x[np.arange(count), rows, columns] += 2 * bright - 1
    kept = slice(half - size // 2, half + size // 2 + 1)
    x = x[:, None, kept, kept].astype(np.float32)
    return torch.tensor(x), torch.tensor(bright)


def network(dilations: list[int]) -> nn.Sequential:
    """Unpadded 3 x 3 convolutions, normalized, each with a ReLU; at the end a unit."""
    layers, before = [], 1
    for d in dilations:
        conv = nn.Conv2d(before, CHANNELS, 3, dilation=d, bias=False)
        layers += [conv, nn.BatchNorm2d(CHANNELS), nn.ReLU()]
        before = CHANNELS
    return nn.Sequential(*layers, nn.Conv2d(CHANNELS, 2, 1), nn.Flatten())


def width(net: nn.Module, x: torch.Tensor) -> float | None:
    """Return the root mean square distance of the squared gradient along an axis.

    A net whose answer depends on no pixel has none.
    """
    x = x[:100].clone().requires_grad_()
    answer = net(x) @ torch.tensor([-1.0, 1.0])
    (gradient,) = torch.autograd.grad(answer.sum(), x)
    share = (gradient.double() ** 2).mean((0, 1))
    if not share.sum() > 0:
        return None
    share /= share.sum()
    place = torch.arange(len(share)) - len(share) // 2
    across = (share.sum(0) + share.sum(1)) / 2
    return round((across * place**2).sum().sqrt().item(), 3)


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train one net, and test it on new pictures."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    dilations, distance = NETS[net]
    size = field(dilations)
    (x, y), validation, test = (
        pictures(count, distance, size, rng) for count in (TRAIN, HELD_OUT, TEST)
    )
    model = network(dilations)
    untrained = width(model, test[0])
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for batch in torch.tensor(rng.integers(TRAIN, size=(STEPS, BATCH))):
        optimizer.zero_grad()
        F.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
        schedule.step()
    model.eval()
    return {
        "validation": right(model, *validation),
        "accuracy": right(model, *test),
        "width": [untrained, width(model, test[0])],
    }


def right(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of pictures whose dot is read."""
    with torch.no_grad():
        return round((model(x).argmax(1) == y).double().mean().item(), 4)
