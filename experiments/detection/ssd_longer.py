"""Train the small SSD of `ssd` for four times as many steps, on either background.

It learns from the hardest boxes of background or from all of them, at three rates. None
is chosen: what is asked is whether the two differ at any.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an average precision within 0.04.
"""

from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SPEC = spec_from_file_location("ssd", Path(__file__).with_name("ssd.py"))
SSD = module_from_spec(SPEC)
SPEC.loader.exec_module(SSD)
SSD.EPOCHS = 16
LOSSES = {"hardest": SSD.ssd_loss, "all": partial(SSD.ssd_loss, ratio=None)}

SEEDS = range(2)  # weights and batches
CONFIG = {"background": ["hardest", "all"], "rate": [0.01, 0.02, 0.04]}


def run(*, seed: int, background: str, rate: float) -> dict:
    """Train a network, and test it."""
    SSD.ssd_loss = LOSSES[background]
    result = SSD.run(seed=seed, rate=rate)
    del result["validation"]  # nothing is chosen
    return result
