"""Find small and larger things after four times as many steps.

Pictures, nets, weights to begin with and what is measured are those of `pyramid`; only
the number of steps and the rate differ. The rate is for each net the best of
`pyramid_longer_rates`, on validation pictures.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: compare means over the seeds.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SPEC = spec_from_file_location("pyramid", Path(__file__).with_name("pyramid.py"))
PYRAMID = module_from_spec(SPEC)
SPEC.loader.exec_module(PYRAMID)
PYRAMID.EPOCHS = 16

SEEDS = range(5)  # weights and batches
CONFIG = {"net": ["one", "taps", "top-down"]}
RATES = {"one": 0.01, "taps": 0.01, "top-down": 0.03}


def run(*, seed: int, net: str) -> dict:
    """Train a network, and test it."""
    result = PYRAMID.run(seed=seed, net=net, rate=RATES[net])
    del result["validation"]  # it has chosen the rate
    return result
