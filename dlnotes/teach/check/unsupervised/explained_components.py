"""The exercise on how many components to keep."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise


@exercise()
def explained_components(explained_variance: Array, share: float) -> int:
    """Return the least number of components whose variances reach a share of the whole.

    explained_variance holds the variances along all components, in descending order;
    0 < share <= 1. The number is an int.
    """
    reached = np.cumsum(explained_variance)
    return int(np.searchsorted(reached, share * reached[-1])) + 1


_HALVES = np.array([8.0, 4.0, 2.0, 1.0, 1.0])
explained_components.case("1 component", np.array([3.0]), 0.5)
explained_components.case("2 components", np.array([3.0, 1.0]), 0.5)
explained_components.case("the share is met exactly", _HALVES, 0.75)
explained_components.case("just above it", _HALVES, 0.76)
explained_components.case("nearly all", _HALVES, 0.95)
explained_components.case("all of it", _HALVES, 1.0)
explained_components.case("equal variances", np.full(8, 0.5), 0.8)
explained_components.case("nothing in the last", np.array([3.0, 1.0, 0, 0]), 1.0)
explained_components.case("a long tail", 1 / np.arange(1.0, 65) ** 2, 0.99)
for _share in (0.3, 0.5, 0.7, 0.9):
    _spectrum = np.sort(np.random.default_rng(int(10 * _share)).gamma(1.0, 2.0, 20))
    explained_components.case("20 variances", _spectrum[::-1].copy(), _share)

explained_components.mistake(
    "You take the number nearest to the share: the share must be reached.",
    lambda v, share: int(np.abs(np.cumsum(v) / v.sum() - share).argmin()) + 1,
)
explained_components.mistake(
    "One too few: argmax and searchsorted give an index, which counts from 0.",
    lambda v, share: explained_components.oracle(v, share) - 1,
)
explained_components.mistake(
    "Where the share is met exactly you take one more: compare with >=, not >.",
    lambda v, share: min(
        int(np.searchsorted(np.cumsum(v), share * v.sum(), side="right")) + 1, len(v)
    ),
)
explained_components.mistake(
    "You compare sums of variances with a share: divide them by the whole sum.",
    lambda v, share: min(int(np.searchsorted(np.cumsum(v), share)) + 1, len(v)),
)
explained_components.mistake(
    "You compare single variances with the share: their cumulative sum counts.",
    lambda v, share: int(np.sum(v / v.sum() >= share)),
)
explained_components.mistake(
    "You sum standard deviations: shares are of the variance.",
    lambda v, share: explained_components.oracle(np.sqrt(v), share),
)
explained_components.mistake(
    "You begin with the smallest variances: the largest come first.",
    lambda v, share: explained_components.oracle(v[::-1], share),
)
explained_components.mistake(
    "You take that share of the components: the share of the variance counts.",
    lambda v, share: int(np.ceil(share * len(v))),
)
