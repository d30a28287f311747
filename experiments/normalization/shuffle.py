"""Find whether batch normalization needs shuffled data more than others do.

It is often said: shuffle well before training with BN, or results suffer badly. Four
orders of the same images, from best to worst mixed; the last two make batches of a
single class, whose statistics are not those of the data. They harm any network, which
learns the class at hand and forgets the others: BN is to blame only if it suffers
more than GN and than no normalization.

The rate is chosen in eval mode, on images that are neither trained on nor in the test.
Each model is tested in eval mode and again in train mode, in batches composed as in
training: of one class where the training had one class a batch.

A run repeats exactly with the same versions on the same machine. Inputs changed in the
last bit moved the accuracy by at most 0.3 points, so that a run agrees with its record
if it is within 1 point.
"""

import functools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import digits

SEEDS = range(5)  # weights, images and their order
CONFIG = {
    "order": [
        "shuffled every epoch",
        "shuffled once",
        "one class a batch",  # the batches in random order
        "sorted by class",
    ],
    "norm": ["none", "batch", "group"],
    "rate": [0.0001, 0.001, 0.01, 0.1, 1.0],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}
CLASSES, EACH, BATCH, EPOCHS = 10, 128, 32, 8

load = functools.cache(digits)


def cnn(norm: str) -> nn.Sequential:
    """Two 3 x 3 convolutions, each normalized and pooled, and a classifier."""
    group_norm = functools.partial(nn.GroupNorm, 8)
    kinds = {"none": nn.Identity, "batch": nn.BatchNorm2d, "group": group_norm}
    normalize = kinds[norm]
    return nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), normalize(16), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(16, 32, 3, padding=1), normalize(32), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(128, 10)),
    )


def run(*, seed: int, order: str, norm: str, rate: float) -> dict:
    """Train one model on the images in the given order and test it."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    x_train, y_train, x_test, y_test = (torch.tensor(a) for a in load())
    chosen = rng.permutation(len(x_train))
    of_class = [chosen[y_train[chosen] == label] for label in range(CLASSES)]
    by_class = np.concatenate([images[:EACH] for images in of_class])
    held_out = np.concatenate([images[EACH:] for images in of_class])
    net = cnn(norm)
    train(net, x_train[by_class], y_train[by_class], order, rate, rng)
    test_batches = torch.arange(len(x_test)).split(BATCH)
    if order in ("one class a batch", "sorted by class"):
        test_batches = [torch.where(y_test == label)[0] for label in range(CLASSES)]
    x_validation, y_validation = x_train[held_out], y_train[held_out]
    return {
        "validation": accuracy(net.eval(), x_validation, y_validation, [slice(None)]),
        "accuracy": accuracy(net, x_test, y_test, [slice(None)]),
        "accuracy_batch_statistics": accuracy(
            net.train(), x_test, y_test, test_batches
        ),
    }


def batches(order: str, rng):
    """Yield every epoch's batches of places in images sorted by class."""
    rows = np.arange(CLASSES * EACH).reshape(-1, BATCH)
    once = rng.permutation(rows.reshape(-1)).reshape(rows.shape)
    for _ in range(EPOCHS):
        yield from {
            "shuffled every epoch": lambda: rng.permutation(rows.reshape(-1)),
            "shuffled once": lambda: once,
            "one class a batch": lambda: rng.permutation(rows),
            "sorted by class": lambda: rows,
        }[order]().reshape(rows.shape)


def train(net: nn.Module, x, y, order: str, rate: float, rng) -> None:
    """SGD with cosine decay: the same steps and images for every order."""
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    steps = EPOCHS * len(x) // BATCH
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for batch in batches(order, rng):
        optimizer.zero_grad()
        F.cross_entropy(net(x[batch]), y[batch]).backward()
        optimizer.step()
        schedule.step()


@torch.no_grad()
def accuracy(net: nn.Module, x, y, batches) -> float:
    """Share of the images recognised, each in the batch it belongs to."""
    correct = sum((net(x[b]).argmax(1) == y[b]).sum().item() for b in batches)
    return round(correct / len(x), 5)
