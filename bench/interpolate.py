"""Time our interpolation against torch, twice as large, on maps and on a photo's size.

One thread, float32. All answers are compared with torch's first.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from dlnotes.convolution import interpolate, interpolate_backward
from tools.timing import check_agreement, interleaved_medians, keep_heap

SHAPES = {"64 maps, 56": (8, 64, 56, 56), "a photo, 224": (1, 3, 224, 224)}
MODES = ["nearest", "bilinear"]
PASSES = ["forward", "forward + backward"]
CONFIG = {"images": list(SHAPES), "mode": MODES, "passes": PASSES}


def run(*, images: str, mode: str, passes: str) -> dict[str, Any]:
    """Time one size and mode by torch and by us."""
    torch.set_num_threads(1)
    keep_heap()
    n, channels, height, width = SHAPES[images]
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, channels, height, width), dtype=np.float32)
    dy = rng.standard_normal((n, channels, 2 * height, 2 * width), dtype=np.float32)
    backward = passes != "forward"
    contenders = {
        "dlnotes": by_us(dy, x, mode, backward),
        "torch": by_torch(dy, x, mode, backward),
    }
    check_agreement(contenders)
    seconds = interleaved_medians(contenders, repeats=101, seconds=6)
    return {
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": {name: round(t / seconds["torch"], 3) for name, t in seconds.items()},
    }


def by_us(
    dy: np.ndarray, x: np.ndarray, mode: str, backward: bool
) -> Callable[[], list[np.ndarray]]:
    """Return a call that computes [y] or [y, dx] with dlnotes."""
    options = {"scale_factor": 2, "mode": mode}
    steps = [partial(interpolate, x, **options)]
    if backward:
        steps.append(partial(interpolate_backward, dy, x, **options))
    return lambda: [step() for step in steps]


def by_torch(
    dy: np.ndarray, x: np.ndarray, mode: str, backward: bool
) -> Callable[[], list[torch.Tensor]]:
    """Return a call that computes the same with torch."""
    slopes, leaf = torch.from_numpy(dy), torch.from_numpy(x).requires_grad_(backward)
    resize = torch.nn.functional.interpolate

    def call() -> list[torch.Tensor]:
        y = resize(leaf, scale_factor=2, mode=mode)
        return [y, *torch.autograd.grad(y, leaf, slopes)] if backward else [y]

    return call


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give our ratio to torch for each size, mode and pass."""
    return {
        f"{run['images']}, {run['mode']}, {run['passes']}": run["result"]["ratio"][
            "dlnotes"
        ]
        for run in runs
    }
