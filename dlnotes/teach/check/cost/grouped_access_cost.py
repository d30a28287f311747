"""The exercise on what groups do to traffic while the work stays."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise


@exercise()
def grouped_access_cost(macs: int, size: int, in_channels: int, groups: int) -> int:
    """Return how many values a grouped 1×1 convolution of given work moves, an int.

    It reads one image of size rows and columns and in_channels channels, and takes macs
    multiply-adds. As many output channels as that allows are written; all divisions
    leave no remainder. Each value of input, weights and output is moved once.
    """
    return _moved(macs, size * size, in_channels, groups)


def _moved(
    macs: int, places: int, c: int, groups: int, *, outputs: int = 1, weights: int = 1
) -> int:
    """Add up input, output and weights; the last two may be off by a factor."""
    return places * c + outputs * macs * groups // c + weights * macs // places


for _size, _c, _out, _groups in (
    *((1, 1, 1, 1), (1, 6, 6, 1), (1, 6, 12, 2), (1, 6, 18, 3), (2, 4, 8, 2)),
    *((3, 6, 6, 6), (14, 64, 128, 4), (28, 256, 256, 1), (28, 256, 2048, 8)),
):
    grouped_access_cost.case(
        f"{_c} channels to {_out} in {_groups} groups, {_size}×{_size}",
        _size**2 * _c * _out // _groups,
        _size,
        _c,
        _groups,
    )


def _mistake(sentence: str, wrong: Callable[..., float]) -> None:
    grouped_access_cost.mistake(sentence, wrong)


_mistake(
    "You forgot groups: an output channel costs a group-th of the work, so the same "
    "work makes groups times as many.",
    lambda macs, n, c, g: _moved(macs, n * n, c, 1),
)
_mistake(
    "You divide the output channels by groups: each of them costs less, so there are "
    "more.",
    lambda macs, n, c, g: n * n * c + macs // (c * g) + macs // n**2,
)
_mistake(
    "You give groups to the weights: a weight takes one multiply-add a place, so there "
    "are macs / places of them, however they are grouped.",
    lambda macs, n, c, g: _moved(macs, n * n, c, g, weights=g),
)
_mistake(
    "The weights are missing: macs / places of them.",
    lambda macs, n, c, g: _moved(macs, n * n, c, g, weights=0),
)
_mistake(
    "The outputs are missing: they are written.",
    lambda macs, n, c, g: _moved(macs, n * n, c, g, outputs=0),
)
_mistake(
    "The input is missing: it is read.",
    lambda macs, n, c, g: _moved(macs, n * n, c, g) - n * n * c,
)
_mistake(
    "A map has rows and columns: size squared places.",
    lambda macs, n, c, g: n * c + macs * g // c + macs // n,
)
_mistake(
    "The number is right, but a float: divide with //.",
    lambda macs, n, c, g: float(_moved(macs, n * n, c, g)),
)
