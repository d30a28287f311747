"""Decide rules of thumb about optimizers: every rate of a grid, on four problems.

- quadratic: 20 dimensions, rotated, condition number 100, noisy gradients;
- sparse: logistic regression on bags of words whose frequencies follow Zipf's law;
- mlp and cnn: small networks on the real 8 x 8 digits.

Every contender gets the same batches, steps and rates, so that a rule is judged both at
the best rate of each and over all rates. The optimizers are ours: they change the
networks' weights through NumPy's view of them.

A run repeats exactly with the same versions on the same machine; elsewhere the loss of
a run that does not diverge agrees within 5 % or 0.01.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes import optimizers
from dlnotes.data import digits

SEEDS = range(5)  # problem, initial weights, batches
CONTENDERS = {
    "SGD": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "Nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "Adagrad": ("Adagrad", {}),
    "Adadelta": ("Adadelta", {}),
    "RMSprop": ("RMSprop", {"alpha": 0.9}),
    "RMSprop + momentum": ("RMSprop", {"alpha": 0.9, "momentum": 0.9}),
    "Adam": ("Adam", {}),
    "AMSGrad": ("Adam", {"amsgrad": True}),
    "NAdam": ("NAdam", {}),
    "AdaBound": ("AdaBound", {}),
    "AdaX": ("AdaX", {}),
    "SGD, cosine": ("SGD", {}),
    "momentum, cosine": ("SGD", {"momentum": 0.9}),
    "Adam, cosine": ("Adam", {}),
}
CONFIG = {
    "problem": ["quadratic", "sparse", "mlp", "cnn"],
    "optimizer": list(CONTENDERS),
    "lr": [3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 3.0, 10.0, 30.0, 100.0],
}
CHOOSE = {"parameter": "lr", "metric": "loss", "largest": False}
STEPS, BATCH = 300, 32
SEEN = [1, 3, 10, 30, 60, 100, 200, 300]  # steps at which to look


@dataclass
class Problem:
    """What to minimize: arrays to change, their gradients, and how it stands."""

    params: list[np.ndarray]
    gradients: Callable[[np.random.Generator], list[np.ndarray]]
    measure: Callable[[], dict[str, float]]


def quadratic(rng: np.random.Generator) -> Problem:
    """Half x'Ax, seen through gradients with noise."""
    rotation = np.linalg.qr(rng.normal(size=(20, 20)))[0]
    hessian = rotation * np.geomspace(0.1, 10, 20) @ rotation.T
    x = 3 * rng.normal(size=20)
    return Problem(
        [x],
        lambda rng: [hessian @ x + 0.1 * rng.normal(size=20)],
        lambda: {"loss": 0.5 * x @ hessian @ x},
    )


def sparse(rng: np.random.Generator) -> Problem:
    """Classify documents of 20 words; the rare half of the words make a tenth."""
    words, documents = 1000, 4000
    frequency = 1 / np.arange(1, words + 1)
    counts = rng.multinomial(20, frequency / frequency.sum(), size=documents)
    x, truth = counts.astype(float), rng.normal(size=words)
    y = (rng.random(documents) < 1 / (1 + np.exp(-x @ truth))).astype(float)
    weight, train, test = np.zeros(words), slice(0, 3000), slice(3000, None)

    def gradients(rng: np.random.Generator) -> list[np.ndarray]:
        batch = rng.integers(3000, size=BATCH)
        probability = 1 / (1 + np.exp(-np.clip(x[batch] @ weight, -500, 500)))
        return [x[batch].T @ (probability - y[batch]) / BATCH]

    def measure() -> dict[str, float]:
        logits = x @ weight
        losses = np.logaddexp(0, logits) - y * logits
        halves = {"frequent": slice(0, words // 2), "rare": slice(words // 2, None)}
        return {
            "loss": losses[train].mean(),
            "accuracy": ((logits > 0) == y)[test].mean(),
        } | {  # the share of the true weights that has been learned
            name: weight[half] @ truth[half] / (truth[half] @ truth[half])
            for name, half in halves.items()
        }

    return Problem([weight], gradients, measure)


def network(rng: np.random.Generator, net: nn.Module) -> Problem:
    """Classify digits with a network of torch's."""
    x_train, y_train, x_test, y_test = map(torch.tensor, load())
    weights = list(net.parameters())

    def gradients(rng: np.random.Generator) -> list[np.ndarray]:
        batch = torch.tensor(rng.integers(len(x_train), size=BATCH))
        loss = F.cross_entropy(net(x_train[batch]), y_train[batch])
        return [g.numpy() for g in torch.autograd.grad(loss, weights)]

    @torch.no_grad()
    def measure() -> dict[str, float]:
        accuracy = (net(x_test).argmax(1) == y_test).float().mean()
        loss = F.cross_entropy(net(x_train), y_train)
        return {"loss": loss.item(), "accuracy": accuracy.item()}

    return Problem([w.detach().numpy() for w in weights], gradients, measure)


def mlp(rng: np.random.Generator) -> Problem:
    """One hidden layer of 64."""
    layers = nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
    return network(rng, nn.Sequential(*layers))


def cnn(rng: np.random.Generator) -> Problem:
    """Two convolutions and a classifier."""
    first = nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)
    second = nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.Flatten()
    return network(rng, nn.Sequential(*first, *second, nn.Linear(256, 10)))


load = functools.cache(digits)
PROBLEMS = {"quadratic": quadratic, "sparse": sparse, "mlp": mlp, "cnn": cnn}


def run(*, seed: int, problem: str, optimizer: str, lr: float) -> dict:
    """Minimize for 300 steps; the curve is the loss at the steps `SEEN`."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    task = PROBLEMS[problem](rng)
    name, options = CONTENDERS[optimizer]
    stepper = getattr(optimizers, name)(task.params, lr=lr, **options)
    cosine = optimizers.cosine_decay(lr, STEPS)
    decays = optimizer.endswith("cosine")
    curve = []
    for step in range(STEPS):
        stepper.lr = cosine(step) if decays else lr
        stepper.step(task.gradients(rng))
        if step + 1 in SEEN:
            measured = task.measure()
            curve.append(measured["loss"])
            if not measured["loss"] < 1e6:
                return {"loss": None, "curve": [float(f"{c:.4g}") for c in curve[:-1]]}
    rounded = {key: float(f"{value:.4g}") for key, value in measured.items()}
    return rounded | {"curve": [float(f"{c:.4g}") for c in curve]}
