"""Time our convolutions against torch on ResNet-50's layers and two depthwise ones.

One thread, float32, batch 4. All but the naive answers are compared with torch's first.
The peak is what a large matrix product reaches in between; the memory is what a call
needs at most beside its arguments and results (torch's cannot be traced).
"""

import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from statistics import geometric_mean, median
from typing import Any, NamedTuple

import numpy as np
import torch

from dlnotes.convolution import conv2d, conv2d_backward, conv2d_winograd
from tools.timing import interleaved_medians

BATCH = 4
GEMM = 1024
NAIVE_OUTPUTS = 1_000_000
TOLERANCE = {"fft": 1e-4, "winograd": 1e-4, "winograd 4x4": 1e-4}


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
    """Time one layer by all algorithms, or forward and backward by the best."""
    torch.set_num_threads(1)
    shape, backward = LAYERS[layer], passes != "forward"
    names = ["torch", "auto"] if backward else ["torch", "auto", *algorithms(shape)]
    contenders = {name: contender(shape, backward, name) for name in names}
    check_agreement(contenders)
    mib = {name: extra_mib(contenders[name]) for name in names[1:]}
    square = np.ones((GEMM, GEMM), np.float32)
    slow = {name: contenders.pop(name) for name in names if name == "fft"}
    contenders["gemm"] = partial(np.matmul, square, square)
    seconds = interleaved_medians(contenders, repeats=15, seconds=4)
    seconds |= interleaved_medians(slow, repeats=3) if slow else {}
    outputs = BATCH * shape.outputs * (shape.side // shape.stride) ** 2
    if not backward and outputs < NAIVE_OUTPUTS:
        start = time.perf_counter()
        contender(shape, backward, "naive")()
        seconds["naive"] = time.perf_counter() - start
    multiply_adds = outputs * shape.inputs // shape.groups * shape.kernel**2
    flop = 2 * multiply_adds * (3 if backward else 1)
    peak = 2 * GEMM**3 / seconds.pop("gemm")
    return {
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": {name: round(t / seconds["torch"], 3) for name, t in seconds.items()},
        "gflops": {name: round(1e-9 * flop / t, 2) for name, t in seconds.items()},
        "share": {name: round(flop / t / peak, 4) for name, t in seconds.items()},
        "mib": mib,
        "peak_gflops": round(1e-9 * peak, 1),
    }


def algorithms(layer: Layer) -> list[str]:
    """Name what serves the layer; FFT only where it is more than a 1x1 product."""
    if layer.groups > 1:
        return ["im2col", "depthwise"]
    names = ["im2col", "indirect", "shift"]
    if layer.kernel == 3:
        names += ["winograd", "winograd 4x4"]
    return [*names, "fft"] if layer.kernel > 1 else names


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
    if algorithm == "winograd 4x4":
        return lambda: [conv2d_winograd(*arrays[:2], padding=1, tile=4)]
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
            if not error <= TOLERANCE.get(name, 1e-5):
                raise ValueError(f"{name} differs from torch by {error:.1e}")


def extra_mib(call: Callable[[], list[np.ndarray]]) -> float:
    """Return the most memory that the call held at a time, less its results."""
    tracemalloc.start()
    results = call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round((peak - sum(a.nbytes for a in results)) / 2**20, 2)


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give auto's ratios to torch over the dense layers, and to the naive loops."""
    summary = {}
    for passes in PASSES:
        ratios = [
            run["result"]["ratio"]["auto"]
            for run in runs
            if run["passes"] == passes and LAYERS[run["layer"]].groups == 1
        ]
        summary[f"auto, dense, {passes}"] = round(geometric_mean(ratios), 3)
        summary[f"auto, dense, {passes}, worst"] = max(ratios)
    times = [run["result"]["ms"] for run in runs]
    speedups = [ms["naive"] / ms["auto"] for ms in times if "naive" in ms]
    summary["naive / auto, least"] = round(min(speedups))
    peaks = [run["result"]["peak_gflops"] for run in runs]
    summary["GEMM's GFLOP/s, median"] = round(median(peaks), 1)
    return summary
