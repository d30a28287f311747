"""The exercise on a warm-up and a decay."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi

from dlnotes.teach.check._grader import exercise


@exercise()
def warmup_cosine(step: int, lr: float, warmup_steps: int, total_steps: int) -> float:
    """Return the rate at a step, counted from 0: a straight rise, then half a cosine.

    It rises by lr / warmup_steps a step, from that at step 0 to lr at step
    warmup_steps - 1. It falls from lr at step warmup_steps to 0 at step total_steps.
    """
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    return _fall(step - warmup_steps, total_steps - warmup_steps, lr)


def _fall(step: int, steps: int, lr: float) -> float:
    return lr * (1 + cos(pi * step / steps)) / 2


for _step in (0, 1, 3, 4, 5, 8, 10, 12):
    warmup_cosine.case(f"step {_step}", _step, 2.0, 4, 12)
warmup_cosine.case("no warm-up", 1, 1.0, 0, 4)
warmup_cosine.case("1 step of it", 0, 1.0, 1, 4)
warmup_cosine.case("long", 700, 0.1, 100, 1000)

Rate = Callable[[int, float, int, int], float]


def _slip(sentence: str, rise: Rate | None = None, fall: Rate | None = None) -> None:
    """Add a mistake in the rise or in the fall."""

    def wrong(step: int, lr: float, warmup_steps: int, total_steps: int) -> float:
        part = rise if step < warmup_steps else fall
        return float(
            (part or warmup_cosine.oracle)(step, lr, warmup_steps, total_steps)
        )

    warmup_cosine.mistake(sentence, wrong)


_slip(
    "Step 0 has the rate 0 and teaches nothing: it is lr / warmup_steps.",
    rise=lambda step, lr, warm, total: lr * step / warm,
)
_slip("There is no warm-up.", rise=lambda step, lr, warm, total: lr)
_slip(
    "lr is missing in the rise.", rise=lambda step, lr, warm, total: (step + 1) / warm
)
_slip(
    "The cosine begins at step 0: it begins where the warm-up ends.",
    fall=lambda step, lr, warm, total: _fall(step, total, lr),
)
_slip(
    "The fall is as long as the whole: it has total_steps - warmup_steps.",
    fall=lambda step, lr, warm, total: _fall(step - warm, total, lr),
)
_slip(
    "The cosine is not halved: it goes from 1 to -1, and you need 1 to 0.",
    fall=lambda step, lr, warm, total: lr * cos(pi * (step - warm) / (total - warm)),
)
_slip(
    "This is a straight fall, not a cosine.",
    fall=lambda step, lr, warm, total: lr * (total - step) / (total - warm),
)
