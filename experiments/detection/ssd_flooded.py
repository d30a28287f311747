"""Train the small SSD of `ssd` on all boxes of background, not on the hardest alone.

Nothing else differs but the rate, which is chosen for this loss as it was for the
other: on pictures that are neither trained on nor tested.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an average precision within 0.04.
"""

from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SPEC = spec_from_file_location("ssd", Path(__file__).with_name("ssd.py"))
SSD = module_from_spec(SPEC)
SPEC.loader.exec_module(SSD)
SSD.ssd_loss = partial(SSD.ssd_loss, ratio=None)

SEEDS = range(3)  # weights and batches
CONFIG = {"rate": [0.01, 0.02, 0.04, 0.08]}
CHOOSE = {"parameter": "rate", "metric": "validation"}


def run(*, seed: int, rate: float) -> dict:
    """Train a network, and test it."""
    return SSD.run(seed=seed, rate=rate)
