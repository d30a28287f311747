"""Train nets whose 1 x 1 convolutions are whole, cut into groups, factored or learned.

The pixels of scikit-learn's digits are taken as 64 channels of one place: a 1 x 1
convolution is then a matrix of 64 x 64. There are two tasks. "digit": which of the ten
it is. "glued": whether the upper and the lower half are of one picture, or of two, of
different digits. A net is twice batch norm, ReLU and a mixing of the channels, and
after a last batch norm and ReLU a dense layer. What differs is the mixing, with 2,048
weights in both layers together, but for "whole" with 8,192 and "narrow" with 2,001:

- whole: an ordinary 1 x 1 convolution;
- narrow: the same, with 23 channels in place of the 64 behind the pixels;
- grouped: 4 groups, so that each reads 16 pixels, two rows of the picture;
- shuffled: the same, with a shuffle behind each;
- interleaved: 8 groups, a shuffle, 8 groups, the shuffle back;
- by chance: each of 4 groups of filters reads 16 of 64 channels, those for which its
  random first weights are largest;
- learned: each of 4 groups of filters reads 64 channels at first, and is pruned three
  times in the first half of the steps, to 16.

Steps and batches are the same for all; the rate is chosen on pictures made of 250
digits that are neither trained on nor in the test. A run repeats exactly with the same
versions on the same machine. Elsewhere the last bits differ, and training makes them
grow: expect an accuracy within 0.05.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.architectures.condensenet import LearnedGroupConv2d
from dlnotes.data import digits

SEEDS = range(5)  # weights and batches
CONFIG = {
    "task": ["glued", "digit"],
    "mixing": [
        "whole",
        "narrow",
        "grouped",
        "shuffled",
        "interleaved",
        "by chance",
        "learned",
    ],
    "rate": [0.01, 0.03, 0.1, 0.3],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
STEPS, BATCH, HELD_OUT, GROUPS = 200, 64, 250, 4


def mix(channels: int, groups: int, *, shuffle: bool) -> list[nn.Module]:
    """Return a grouped 1 x 1 convolution, and perhaps a shuffle."""
    conv = nn.Conv2d(channels, channels, 1, groups=groups, bias=False)
    return [conv, nn.ChannelShuffle(groups)] if shuffle else [conv]


def layer(mixing: str, before: int, after: int) -> list[nn.Module]:
    """Return batch norm, ReLU, and what mixes the channels."""
    if mixing in ("by chance", "learned"):
        return [LearnedGroupConv2d(before, after, GROUPS)]
    start = [nn.BatchNorm2d(before), nn.ReLU()]
    if mixing == "interleaved":
        return start + mix(after, 8, shuffle=True) + mix(after, 8, shuffle=True)
    if mixing in ("grouped", "shuffled"):
        return start + mix(after, GROUPS, shuffle=mixing == "shuffled")
    return [*start, nn.Conv2d(before, after, 1, bias=False)]


def network(mixing: str, classes: int = 2) -> nn.Sequential:
    """Return a net of two layers that mix, and a dense one."""
    width = 23 if mixing == "narrow" else 64
    return nn.Sequential(
        *layer(mixing, 64, width),
        *layer(mixing, width, width),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(width, classes),
    )


def prune(net: nn.Sequential, done: float) -> None:
    """Prune as often as is due when this share of the training is done."""
    for part in net:
        if isinstance(part, LearnedGroupConv2d):
            rounds = GROUPS - 1
            for _ in range(min(rounds, int(2 * done * rounds)) - part.stage):
                part.prune()


def glue(
    x: np.ndarray, y: np.ndarray, number: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return pictures, and 1 where the lower half is that of another digit."""
    rng = np.random.default_rng(seed)
    upper = rng.integers(len(x), size=number)
    other = np.array([rng.choice(np.flatnonzero(y != y[i])) for i in upper])
    glued = rng.integers(2, size=number)
    lower = np.where(glued, other, upper)
    return np.concatenate([x[upper, :, :4], x[lower, :, 4:]], axis=2), glued


@functools.cache
def load(task: str) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return training, validation and test pictures, each with its labels."""
    x, y, x_test, y_test = digits()
    order = np.random.default_rng(0).permutation(len(x))
    held_out, kept = order[:HELD_OUT], order[HELD_OUT:]
    parts = [(x[kept], y[kept]), (x[held_out], y[held_out]), (x_test, y_test)]
    if task == "glued":
        numbers = 4000, 1000, 1000
        parts = [
            glue(*part, number, seed)
            for seed, (part, number) in enumerate(zip(parts, numbers, strict=True))
        ]
    return [(torch.tensor(x).reshape(-1, 64, 1, 1), torch.tensor(y)) for x, y in parts]


def train(mixing: str, task: str, *, seed: int, rate: float) -> nn.Sequential:
    """Train a net by Adam, with a rate that falls to zero."""
    torch.manual_seed(seed)
    net = network(mixing, 2 if task == "glued" else 10)
    x, y = load(task)[0]
    batches = np.random.default_rng(seed).integers(len(x), size=(STEPS, BATCH))
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for step, batch in enumerate(torch.tensor(batches)):
        prune(net, 1.0 if mixing == "by chance" else step / STEPS)
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
        schedule.step()
    return net.eval()


def run(*, seed: int, task: str, mixing: str, rate: float) -> dict:
    """Train one net, and say how many pictures it judges rightly."""
    torch.set_num_threads(1)
    net = train(mixing, task, seed=seed, rate=rate)
    _, validation, test = load(task)
    return {"validation": accuracy(net, *validation), "accuracy": accuracy(net, *test)}


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Return the share of pictures that the net judges rightly."""
    with torch.no_grad():
        return round((net(x).argmax(1) == y).double().mean().item(), 4)
