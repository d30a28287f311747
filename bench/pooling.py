"""Time our pooling against torch, on the maps of a ResNet.

One thread, float32. All answers are compared with torch's first. "plain" is the formula
in NumPy, on all windows at once. Torch remembers in the forward pass where the maxima
stood; our backward pass finds them anew, so the two together are the fair race.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

from dlnotes import pooling
from tools.timing import check_agreement, interleaved_medians, keep_heap


class Layer(NamedTuple):
    """A function, x's shape, and how its windows lie."""

    function: str
    shape: tuple[int, int, int, int]
    kernel: int
    stride: int
    padding: int = 0


LAYERS = {
    f"{function[:3]} {name}": Layer(function, *how)
    for name, how in {
        "2x2 at 56": ((8, 64, 56, 56), 2, 2),
        "3x3/2 at 112": ((8, 64, 112, 112), 3, 2, 1),
        "2x2 at 14": ((8, 256, 14, 14), 2, 2),
    }.items()
    for function in ("max_pool2d", "avg_pool2d")
}
PASSES = ["forward", "backward", "forward + backward"]
CONFIG = {"layer": list(LAYERS), "passes": PASSES}


def run(*, layer: str, passes: str) -> dict[str, Any]:
    """Time one layer by torch and by us, and forward by the plain formula."""
    torch.set_num_threads(1)
    keep_heap()
    makers = {"dlnotes": by_us, "torch": by_torch}
    if passes == "forward":
        makers["plain"] = by_formula
    contenders = {name: make(LAYERS[layer], passes) for name, make in makers.items()}
    check_agreement(contenders)
    seconds = interleaved_medians(contenders, repeats=101, seconds=6)
    return {
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": {name: round(t / seconds["torch"], 3) for name, t in seconds.items()},
    }


def data(layer: Layer) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """Return dy, x and the options."""
    rng, side = np.random.default_rng(0), layer.shape[-1] // layer.stride
    x = rng.standard_normal(layer.shape, dtype=np.float32)
    dy = rng.standard_normal((*layer.shape[:2], side, side), dtype=np.float32)
    return dy, x, {"stride": layer.stride, "padding": layer.padding}


def by_us(layer: Layer, passes: str) -> Callable[[], list[np.ndarray]]:
    """Return a call that computes y, dx or both with dlnotes."""
    dy, x, options = data(layer)
    forward = partial(getattr(pooling, layer.function), x, layer.kernel, **options)
    backward = getattr(pooling, f"{layer.function}_backward")
    gradient = partial(backward, dy, x, layer.kernel, **options)
    steps = {"forward": [forward], "backward": [gradient]}
    return lambda: [step() for step in steps.get(passes, [forward, gradient])]


def by_torch(layer: Layer, passes: str) -> Callable[[], list[torch.Tensor]]:
    """Return a call that computes the same with torch."""
    dy, x, options = data(layer)
    slopes, leaf = torch.from_numpy(dy), torch.from_numpy(x)
    leaf.requires_grad_(passes != "forward")
    function = getattr(torch.nn.functional, layer.function)
    forward = partial(function, leaf, layer.kernel, **options)
    known = forward()

    def gradient(y: torch.Tensor) -> torch.Tensor:
        return torch.autograd.grad(y, leaf, slopes, retain_graph=y is known)[0]

    def both() -> list[torch.Tensor]:
        y = forward()
        return [y, gradient(y)]

    calls = {"forward": lambda: [forward()], "backward": lambda: [gradient(known)]}
    return calls.get(passes, both)


def by_formula(layer: Layer, passes: str) -> Callable[[], list[np.ndarray]]:
    """Return a call that computes [y] as one would write it."""
    _, x, _ = data(layer)
    around, kernel, step = (layer.padding,) * 2, layer.kernel, layer.stride
    largest = layer.function == "max_pool2d"
    edge = -np.inf if largest else 0

    def call() -> list[np.ndarray]:
        padded = np.pad(x, ((0, 0), (0, 0), around, around), constant_values=edge)
        windows = sliding_window_view(padded, (kernel, kernel), (2, 3))
        windows = windows[:, :, ::step, ::step]  # (N, C, OH, OW, KH, KW)
        return [windows.max((4, 5)) if largest else windows.mean((4, 5))]

    return call


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give our ratio to torch for each layer, by passes."""
    return {
        f"{run['layer']}, {run['passes']}": run["result"]["ratio"]["dlnotes"]
        for run in runs
    }
