"""Measure how smooth the loss is along training, with and without normalization.

At six moments of training the same batch answers: how far the loss swings along the
gradient, how much the gradient turns there, how curved the loss is, and how far the
gradient of a layer moves when the layers below it take their step.

Each batch is normalized with its own statistics, the test set too, as one batch: no
running averages stand between the net that was trained and the net that is tested.

A run repeats exactly with the same versions on the same machine. Once the plain net
trains at the edge of stability another machine's rounding changes its path; before
the first step a run agrees with its record to 1 percent.
"""

import functools
import itertools

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes.data import digits

SEEDS = range(5)  # weights and batches
CONFIG = {
    "norm": ["none", "batch", "l1", "linf", "layer"],
    "rate": [0.01, 0.03, 0.1],  # of plain SGD
}
DEPTH, WIDTH, BATCH, STEPS = 8, 64, 128, 400
MOMENTS = 0, 10, 30, 100, 200, 399  # steps taken before a measurement
REACH = 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0  # lengths of the walk, in steps

load = functools.cache(digits)


class Norm(nn.Module):
    """Centre, divide by a scale, then gamma and beta; torch's eps."""

    def __init__(self, kind: str, width: int) -> None:
        super().__init__()
        self.kind, self.axis = kind, 1 if kind == "layer" else 0
        self.gamma = nn.Parameter(torch.ones(width))
        self.beta = nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, C) to (N, C)."""
        d = x - x.mean(self.axis, keepdim=True)
        if self.kind == "l1":
            scale = d.abs().mean(0) + 1e-5
        elif self.kind == "linf":
            scale = d.abs().amax(0) + 1e-5
        else:
            scale = ((d * d).mean(self.axis, keepdim=True) + 1e-5).sqrt()
        return d / scale * self.gamma + self.beta


def mlp(norm: str) -> nn.Module:
    """``DEPTH`` hidden layers, He's initialization, ReLU after the normalization."""
    sizes = [64] + [WIDTH] * DEPTH
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers.append(nn.Linear(inputs, outputs, bias=norm == "none"))
        layers += [] if norm == "none" else [Norm(norm, outputs)]
        layers.append(nn.ReLU())
    net = nn.Sequential(nn.Flatten(), *layers, nn.Linear(WIDTH, 10))
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return net


class Probe:
    """The loss of one batch as a function of all parameters, written as one vector."""

    def __init__(self, net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
        self.net, self.x, self.y = net, x, y
        self.names = [name for name, _ in net.named_parameters()]
        self.shapes = [p.shape for p in net.parameters()]
        self.here = nn.utils.parameters_to_vector(net.parameters()).detach()

    def loss(self, w: torch.Tensor) -> torch.Tensor:
        """Return the mean cross-entropy at the parameters ``w``."""
        parts = w.split([shape.numel() for shape in self.shapes])
        values = [p.view(s) for p, s in zip(parts, self.shapes, strict=True)]
        named = dict(zip(self.names, values, strict=True))
        return F.cross_entropy(
            torch.func.functional_call(self.net, named, self.x), self.y
        )

    def gradient(self, w: torch.Tensor, *, graph: bool = False) -> torch.Tensor:
        """Return the gradient at ``w``."""
        w = w if graph else w.detach().requires_grad_()
        return torch.autograd.grad(self.loss(w), w, create_graph=graph)[0]

    def along(self, rate: float) -> dict:
        """Walk along the gradient without taking the step."""
        g = self.gradient(self.here)
        losses, turns = [], []
        for reach in REACH:
            there = self.here - reach * rate * g
            losses.append(self.loss(there).item())
            turns.append((self.gradient(there) - g).norm().item())
        steps = rate * g.norm().item() * np.array(REACH)
        return {
            "loss": self.loss(self.here).item(),
            "along": losses,
            "gradient": g.norm().item(),
            "turn": max(turns),
            "beta": max(np.array(turns) / steps),
        }

    def spectrum(self) -> tuple[float, float]:
        """Return the Hessian's smallest and largest eigenvalue by power iteration.

        The one of larger magnitude is right to a percent; the other, an end of the
        spectrum close to the bulk of small eigenvalues, may be too small in size.
        """
        w = self.here.clone().requires_grad_()
        g = self.gradient(w, graph=True)

        def power(shift: float, iterations: int) -> tuple[float, float]:
            """Find the eigenvalue farthest from ``shift``, and the last ``|Hv|``."""
            v = torch.randn(w.shape, generator=torch.Generator().manual_seed(0))
            for _ in range(iterations):
                v = v / v.norm()
                (product,) = torch.autograd.grad(g, w, v, retain_graph=True)
                value, v = (v @ product).item(), product - shift * v
            return value, product.norm().item()

        # Eigenvalues of both signs and equal size would beat; a shift parts them.
        _, size = power(0.0, 20)
        return power(size, 60)[0], power(-size, 60)[0]

    def shift(self, rate: float) -> float:
        """Compare each layer's gradient before and after the layers below it step.

        One minus the cosine of the angle between the two, the mean over all layers
        but the first: 0 if the step of the others changes nothing.
        """
        g = self.gradient(self.here)
        changes, start = [], 0
        for name, shape in zip(self.names, self.shapes, strict=True):
            stop = start + shape.numel()
            if name.endswith("weight") and start:
                moved = self.here.clone()
                moved[:start] -= rate * g[:start]
                after = self.gradient(moved)[start:stop]
                cosine = F.cosine_similarity(g[start:stop], after, dim=0)
                changes.append(1 - cosine.item())
            start = stop
        return sum(changes) / len(changes)

    def measure(self, rate: float) -> dict:
        """Return every measurement, to four digits."""
        low, high = self.spectrum()
        found = self.along(rate) | {"low": low, "high": high}
        found |= {"shift": self.shift(rate), "length": self.length()}
        digits4 = np.vectorize(lambda number: float(f"{number:.4g}"))
        return {name: digits4(value).tolist() for name, value in found.items()}

    def length(self) -> float:
        """Return the mean length of the hidden layers' weights."""
        hidden = [p for p in self.net.parameters() if p.shape == (WIDTH, WIDTH)]
        return sum(p.norm().item() for p in hidden) / len(hidden)


def run(*, seed: int, norm: str, rate: float) -> dict:
    """Train one net by plain SGD; measure at ``MOMENTS``."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    x, y, x_test, y_test = map(torch.tensor, load())
    net = mlp(norm)
    losses, probes = [], []
    for step in range(STEPS):
        batch = torch.tensor(rng.integers(len(x), size=BATCH))
        probe = Probe(net, x[batch], y[batch])
        if step in MOMENTS:
            probes.append(probe.measure(rate))
        g = probe.gradient(probe.here)
        nn.utils.vector_to_parameters(probe.here - rate * g, net.parameters())
        losses.append(probe.loss(probe.here).item())
    with torch.no_grad():
        accuracy = (net(x_test).argmax(1) == y_test).float().mean().item()
    blocks = np.reshape(losses, (-1, 20)).mean(axis=1)
    return {
        "accuracy": round(accuracy, 5),
        "losses": blocks.round(5).tolist(),  # means of 20 steps
        "probes": probes,
    }
