"""Time one step of our optimizers against torch's, on ten million parameters.

One thread, float32. After one step the parameters are compared. The memory is what a
step needs beside parameters, gradients and state (torch's cannot be traced).
"""

import tracemalloc
from collections.abc import Callable
from statistics import geometric_mean
from typing import Any

import numpy as np
import torch

from dlnotes import optimizers
from tools.timing import interleaved_medians

PARAMETERS = 10_000_000
OPTIONS: dict[str, dict[str, Any]] = {
    "SGD": {"momentum": 0.9},
    "Adagrad": {},
    "RMSprop": {},
    "Adam": {},
    "AdamW": {},
}
FUSED = {"SGD", "Adagrad", "Adam", "AdamW"}
CONFIG = {"optimizer": list(OPTIONS)}


def run(*, optimizer: str) -> dict[str, Any]:
    """Time a step of ours, and of torch's, plain and fused."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    start, grad = rng.standard_normal((2, PARAMETERS), dtype=np.float32)
    variants = {"torch": {"foreach": True}}
    variants |= {"torch fused": {"fused": True}} if optimizer in FUSED else {}
    steps, params = {}, {}
    for name, options in variants.items():
        steps[name], params[name] = torch_step(optimizer, start, grad, options)
    steps["dlnotes"], params["dlnotes"], mib = our_step(optimizer, start, grad)
    for name in variants:
        np.testing.assert_allclose(
            params["dlnotes"], params[name], rtol=1e-5, atol=1e-6
        )
    seconds = interleaved_medians(steps, repeats=15, seconds=6)
    return {
        "ms": {name: round(1e3 * t, 2) for name, t in seconds.items()},
        "ratio": {name: round(t / seconds["torch"], 3) for name, t in seconds.items()},
        "mib": {"dlnotes": mib},
    }


def torch_step(
    optimizer: str, start: np.ndarray, grad: np.ndarray, options: dict[str, bool]
) -> tuple[Callable[[], Any], np.ndarray]:
    """Make a torch optimizer's step, and a view of its parameters after the first."""
    tensor = torch.tensor(start, requires_grad=True)
    tensor.grad = torch.tensor(grad)
    twin = getattr(torch.optim, optimizer)
    step = twin([tensor], lr=1e-3, **OPTIONS[optimizer], **options).step
    step()
    return step, tensor.detach().numpy().copy()


def our_step(
    optimizer: str, start: np.ndarray, grad: np.ndarray
) -> tuple[Callable[[], Any], np.ndarray, float]:
    """Make our step, the parameters after the first, and the memory that it took."""
    param = start.copy()
    ours = getattr(optimizers, optimizer)([param], lr=1e-3, **OPTIONS[optimizer])
    tracemalloc.start()
    ours.step([grad])
    mib = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return lambda: ours.step([grad]), param.copy(), round(mib, 2)


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Gather the ratios to torch's, plain and fused."""
    ratios = [run["result"]["ratio"] for run in runs]
    fused = [r["dlnotes"] / r["torch fused"] for r in ratios if "torch fused" in r]
    return {
        "ratio to torch": round(geometric_mean(r["dlnotes"] for r in ratios), 3),
        "worst ratio to torch": max(r["dlnotes"] for r in ratios),
        "worst ratio to torch fused": round(max(fused), 3),
    }
