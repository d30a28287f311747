"""Train three nets on slanted thin lines for five times as many steps.

Pictures, nets, weights to begin with and the choice of rate and threshold are those of
`thin_lines`; only the number of steps differs, and with it the schedule of the rate.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: compare means over the seeds.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SPEC = spec_from_file_location("thin_lines", Path(__file__).with_name("thin_lines.py"))
LINES = module_from_spec(SPEC)
SPEC.loader.exec_module(LINES)
LINES.STEPS = 1000

SEEDS = range(5)  # weights and batches
CONFIG = {
    "strokes": ["slanted"],
    "net": ["skip", "dilated", "large"],
    "rate": [0.004, 0.02, 0.1],
}
CHOOSE = {"parameter": "rate", "metric": "validation"}


def run(*, seed: int, strokes: str, net: str, rate: float) -> dict:
    """Train a net, choose its threshold, and test it."""
    return LINES.run(seed=seed, strokes=strokes, net=net, rate=rate)
