"""Adadelta's epsilon is a learning rate: tune it, on the problems of `rules_of_thumb`.

The rate stays at 1, as in the paper. Batches, steps and seeds are those of the other
record, so that the losses can be compared with its runs.

A run repeats exactly with the same versions on the same machine; elsewhere the loss
agrees within 5 % or 0.01.
"""

import runpy
from pathlib import Path

import numpy as np
import torch

from dlnotes.optimizers import Adadelta

RULES = runpy.run_path(str(Path(__file__).with_name("rules_of_thumb.py")))
SEEDS = range(5)  # problem, initial weights, batches
CONFIG = {
    "problem": list(RULES["PROBLEMS"]),
    "eps": [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2],
}


def run(*, seed: int, problem: str, eps: float) -> dict:
    """Minimize for 300 steps and measure the loss."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    task = RULES["PROBLEMS"][problem](rng)
    stepper = Adadelta(task.params, eps=eps)
    for _ in range(RULES["STEPS"]):
        stepper.step(task.gradients(rng))
    return {"loss": float(f"{task.measure()['loss']:.4g}")}
