"""Time our convolutions against torch on ResNet-50's layers and two depthwise ones.

One thread, float32, batch 4. All but the naive answers are compared with torch's first.
"""

import time
from collections.abc import Callable
from functools import partial
from statistics import geometric_mean
from typing import Any, NamedTuple

import numpy as np
import torch

from dlnotes.convolution import conv2d, conv2d_backward
from tools.timing import interleaved_medians

BATCH = 4
FAST = ["torch", "auto", "im2col"]
NAIVE_OUTPUTS = 1_000_000


class Layer(NamedTuple):
    """A convolution of a square image that keeps its size, divided by the stride."""

    side: int
    inputs: int
    outputs: int
    kernel: int
    stride: int = 1
    groups: int = 1


LAYERS = {
    "stem 7x7/2": Layer(224, 3, 64, kernel=7, stride=2),
    "3x3 at 56": Layer(56, 64, 64, kernel=3),
    "3x3 at 28": Layer(28, 128, 128, kernel=3),
    "3x3 at 14": Layer(14, 256, 256, kernel=3),
    "3x3 at 7": Layer(7, 512, 512, kernel=3),
    "1x1 at 56": Layer(56, 64, 256, kernel=1),
    "1x1 at 28": Layer(28, 512, 128, kernel=1),
    "1x1 at 14": Layer(14, 1024, 256, kernel=1),
    "depthwise at 112": Layer(112, 32, 32, kernel=3, groups=32),
    "depthwise at 14": Layer(14, 512, 512, kernel=3, groups=512),
}
PASSES = ["forward", "forward + backward"]
CONFIG = {"layer": list(LAYERS), "passes": PASSES}


def run(*, layer: str, passes: str) -> dict[str, Any]:
    """Time one layer; the naive loops forward, once, and where they end in seconds."""
    torch.set_num_threads(1)
    shape, backward = LAYERS[layer], passes != "forward"
    contenders = {name: contender(shape, backward, name) for name in FAST}
    check_agreement(contenders)
    seconds = interleaved_medians(contenders, repeats=15, seconds=5)
    outputs = BATCH * shape.outputs * (shape.side // shape.stride) ** 2
    if not backward and outputs < NAIVE_OUTPUTS:
        start = time.perf_counter()
        contender(shape, backward, "naive")()
        seconds["naive"] = time.perf_counter() - start
    multiply_adds = outputs * shape.inputs // shape.groups * shape.kernel**2
    flop = 2 * multiply_adds * (3 if backward else 1)
    return {
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": {name: round(t / seconds["torch"], 3) for name, t in seconds.items()},
        "gflops": {name: round(1e-9 * flop / t, 2) for name, t in seconds.items()},
    }


def contender(layer: Layer, backward: bool, algorithm: str) -> Callable[[], list[Any]]:
    """Return a call without arguments that computes [y] or [y, dx, dweight]."""
    rng, side = np.random.default_rng(0), layer.side // layer.stride
    shapes = [
        (BATCH, layer.inputs, layer.side, layer.side),
        (layer.outputs, layer.inputs // layer.groups, layer.kernel, layer.kernel),
        (BATCH, layer.outputs, side, side),
    ]
    arrays = [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]
    options = dict(stride=layer.stride, padding=layer.kernel // 2, groups=layer.groups)
    if algorithm == "torch":
        tensors = [torch.from_numpy(a).requires_grad_(backward) for a in arrays]
        return partial(by_torch, *tensors, backward=backward, **options)
    return partial(by_us, *arrays, backward=backward, algorithm=algorithm, **options)


def by_us(x, weight, dy, *, backward, **options) -> list[np.ndarray]:
    """Compute the outputs with dlnotes."""
    y = conv2d(x, weight, **options)
    return [y, *conv2d_backward(dy, x, weight, **options)[:2]] if backward else [y]


def by_torch(x, weight, dy, *, backward, **options) -> list[torch.Tensor]:
    """Compute the outputs with torch."""
    y = torch.nn.functional.conv2d(x, weight, **options)
    return [y, *torch.autograd.grad(y, [x, weight], dy)] if backward else [y]


def check_agreement(contenders: dict[str, Callable[[], list[Any]]]) -> None:
    """Raise unless every contender computes what torch does."""
    expected = [reference.detach().numpy() for reference in contenders["torch"]()]
    for name in contenders.keys() - {"torch"}:
        for ours, reference in zip(contenders[name](), expected, strict=True):
            error = np.abs(ours - reference).max() / np.abs(reference).max()
            if not error <= 1e-5:
                raise ValueError(f"{name} differs from torch by {error:.1e}")


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give the geometric mean of auto's ratio to torch over the dense layers."""
    summary = {}
    for passes in PASSES:
        ratios = [
            run["result"]["ratio"]["auto"]
            for run in runs
            if run["passes"] == passes and LAYERS[run["layer"]].groups == 1
        ]
        summary[f"auto, dense, {passes}"] = round(geometric_mean(ratios), 3)
    return summary
