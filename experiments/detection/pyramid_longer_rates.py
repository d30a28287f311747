"""Choose a rate for each net of `pyramid` after four times as many steps.

Pictures, nets, weights to begin with and what is measured are those of `pyramid`; only
the number of steps and the rates tried differ. `pyramid_longer` takes the best rates.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: compare means over the seeds.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SPEC = spec_from_file_location("pyramid", Path(__file__).with_name("pyramid.py"))
PYRAMID = module_from_spec(SPEC)
SPEC.loader.exec_module(PYRAMID)
PYRAMID.EPOCHS = 16

SEEDS = range(2)  # weights and batches
CONFIG = {"net": ["one", "taps", "top-down"], "rate": [0.01, 0.03, 0.1]}
CHOOSE = {
    "parameter": "rate",
    "metric": "validation",
    "edges": [
        {"net": "one", "because": "after 400 steps 0.003 was much worse than 0.01"},
        {"net": "taps", "because": "after 400 steps 0.003 was much worse than 0.01"},
    ],
}


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train a network, and test it."""
    return PYRAMID.run(seed=seed, net=net, rate=rate)
