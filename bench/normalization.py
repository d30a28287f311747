"""Time our normalizations against torch, on a ResNet's maps and a transformer's rows.

One thread, float32; batch norm in training, with running statistics. All answers are
compared with torch's first. "plain" is the formula in NumPy, on whole arrays.
"""

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any, NamedTuple

import numpy as np
import torch

from dlnotes import normalization
from tools.timing import check_agreement, interleaved_medians, keep_heap

EPS = 1e-5
MAPS, ROWS = (32, 64, 56, 56), (512, 1024)
GROUPED = (32, 8, 8, 56, 56)


class Layer(NamedTuple):
    """A function, x's shape, its view in which `axes` share a statistic, the rest.

    `arguments` stand between x and the parameters: the weight, then the bias.
    """

    function: str
    shape: tuple[int, ...]
    view: tuple[int, ...]
    axes: tuple[int, ...]
    arguments: tuple[Any, ...]
    parameters: int = 2
    options: tuple[str, ...] = ()


LAYERS = {
    "batch norm": Layer(
        "batch_norm", MAPS, MAPS, (0, 2, 3), ("zeros", "ones"), options=("training",)
    ),
    "instance norm": Layer("instance_norm", MAPS, MAPS, (2, 3), (None, None)),
    "group norm": Layer("group_norm", MAPS, GROUPED, (2, 3, 4), (8,)),
    "layer norm": Layer("layer_norm", ROWS, ROWS, (1,), (ROWS[1:],)),
    "bare layer norm": Layer("layer_norm", ROWS, ROWS, (1,), (ROWS[1:],), 0),
    "RMS norm": Layer("rms_norm", ROWS, ROWS, (1,), (ROWS[1:],), 1),
}
PASSES = ["forward", "forward + backward"]
CONFIG = {"layer": list(LAYERS), "passes": PASSES}


def run(*, layer: str, passes: str) -> dict[str, Any]:
    """Time one layer by torch and by us, and forward by the plain formula."""
    torch.set_num_threads(1)
    keep_heap()
    backward = passes != "forward"
    shape = LAYERS[layer]
    contenders = {"dlnotes": by_us(shape, backward), "torch": by_torch(shape, backward)}
    plain = {} if backward else {"plain": by_formula(shape)}
    check_agreement(contenders | plain)
    seconds = interleaved_medians(contenders, repeats=301, seconds=6)
    if plain:  # apart: its arrays push those of the others out of the cache
        seconds |= interleaved_medians(plain, repeats=301, seconds=2)
    return {
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": {name: round(t / seconds["torch"], 3) for name, t in seconds.items()},
    }


def data(layer: Layer) -> tuple[list[np.ndarray], list[Any]]:
    """Return dy, x and the parameters, and what stands between x and these."""
    rng, size = np.random.default_rng(0), layer.shape[1:2]
    shapes = [layer.shape, layer.shape, *[size] * layer.parameters]
    arrays = [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
    between = [
        getattr(np, a)(size, np.float32) if isinstance(a, str) else a
        for a in layer.arguments
    ]
    return arrays, between


def by_us(layer: Layer, backward: bool) -> Callable[[], list[np.ndarray]]:
    """Return a call that computes [y] or [y, dx, dweight, ...] with dlnotes."""
    (dy, x, *parameters), between = data(layer)
    arguments = (x, *between, *parameters)
    options = dict.fromkeys(layer.options, True) | {"eps": EPS}
    forward = partial(getattr(normalization, layer.function), *arguments, **options)
    gradients = getattr(normalization, f"{layer.function}_backward")

    def both() -> list[np.ndarray]:
        found = forward(), *gradients(dy, *arguments, **options)
        return [array for array in found if array is not None]

    return both if backward else lambda: [forward()]


def by_torch(layer: Layer, backward: bool) -> Callable[[], list[torch.Tensor]]:
    """Return a call that computes the same with torch."""
    arrays, between = data(layer)
    dy, *leaves = map(torch.from_numpy, arrays)
    between = [torch.from_numpy(a) if isinstance(a, np.ndarray) else a for a in between]
    options = dict.fromkeys(layer.options, True) | {"eps": EPS}
    function = getattr(torch.nn.functional, layer.function)
    x, *parameters = (leaf.requires_grad_(backward) for leaf in leaves)
    forward = partial(function, x, *between, *parameters, **options)

    def both() -> list[torch.Tensor]:
        y = forward()
        return [y, *torch.autograd.grad(y, leaves, dy)]

    return both if backward else lambda: [forward()]


def by_formula(layer: Layer) -> Callable[[], list[np.ndarray]]:
    """Return a call that computes [y] as one would write it."""
    (_, x, *parameters), _ = data(layer)
    parameters = [p.reshape(-1, *[1] * (x.ndim - 2)) for p in parameters]
    weight, bias = parameters[:1], parameters[1:]
    mean = partial(np.mean, axis=layer.axes, keepdims=True)

    def call() -> list[np.ndarray]:
        centred = x.reshape(layer.view)
        if layer.function != "rms_norm":
            centred = centred - mean(centred)
        x_hat = centred / np.sqrt(mean(centred**2) + np.float32(EPS))
        return [sum(bias, prod(weight, start=x_hat.reshape(x.shape)))]

    return call


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give our ratio to torch for each layer and pass."""
    return {
        f"{run['layer']}, {run['passes']}": run["result"]["ratio"]["dlnotes"]
        for run in runs
    }
