"""The exercise on group norm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnotes import normalization
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.normalization._normalizers import (
    ONE_PASS,
    UNBIASED,
    WRONG_FORMULAS,
    Formula,
    Moments,
    both_or_none,
    moments,
    normalized,
    one_pass,
    per_channel,
)


@exercise()
def group_norm(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    eps: float = 1e-5,
) -> Array:
    """Normalize each sample of x, (N, C) or (N, C, H, W), group by group.

    A group is C / num_groups neighbouring channels; they and all positions share a mean
    and a biased variance. Then scale by weight and shift by bias, (C,); None: 1 and 0.
    Keep the dtype of x.
    """
    return normalization.group_norm(x, num_groups, weight, bias, eps=eps)


def _case(label: str, x: Array, num_groups: int, **how: Any) -> None:
    """Add a case with weight and bias."""
    affine = (count(x.shape[1], start=start).astype(x.dtype) for start in (2, 10))
    group_norm.case(label, x, num_groups, *affine, **how)


group_norm.case("2 channels, 1 group", np.array([[1.0, 3.0]]), 1, eps=3.0)
group_norm.case("4 channels, 2 groups", np.array([[1.0, 3.0, 2.0, 8.0]]), 2)
_case("weight and bias", np.array([[1.0, 3.0, 2.0, 8.0]]), 2)
_WEIGHT = np.array([2.0, 3.0, 4.0, 5.0])
group_norm.case("weight alone", np.array([[1.0, 3.0, 2.0, 8.0]]), 2, _WEIGHT)
group_norm.case("bias alone", np.array([[1.0, 3.0, 2.0, 8.0]]), 2, None, _WEIGHT)
_case("1 value a group", np.array([[1.0, 3.0], [2.0, 8.0]]), 2)
_case("constant group", np.array([[5.0, 5, 5, 1, 2, 6]]), 2)
_case("maps, 1 group", integers(2, 6, 2, 3), 1)
_case("maps, 3 groups", integers(2, 6, 2, 3), 3)
_case("maps, 6 groups", integers(2, 6, 2, 3), 6)
group_norm.case("large mean", 1e4 + noise(2, 6, 8).astype(np.float64), 2)
_case("float32 noise", noise(3, 6, 2, 2), 2)


def _normalize(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
    statistics: Callable[[Array], Moments] = lambda x: moments(x, (2, 3)),
    formula: Formula = normalized,
) -> Array:
    """Group norm by statistics of x seen as (N, G, C / G, L)."""
    n, channels = x.shape[:2]
    grouped = x.reshape(n, num_groups, channels // num_groups, -1)
    y = formula(grouped, *statistics(grouped), eps).reshape(x.shape).astype(x.dtype)
    y = y if weight is None else y * per_channel(weight, x)
    return y if bias is None else y + per_channel(bias, x)


def _interleaved(
    x: Array, num_groups: int, *affine: Array | None, eps: float = 1e-5
) -> Array:
    """Let every num_groups-th channel share a group."""
    order = np.arange(x.shape[1]).reshape(-1, num_groups).T.ravel()
    y = np.empty_like(x)
    parameters = (a if a is None else a[order] for a in affine)
    y[:, order] = _normalize(x[:, order], num_groups, *parameters, eps=eps)
    return y


def _shared_affine(
    x: Array, num_groups: int, *affine: Array | None, eps: float = 1e-5
) -> Array:
    """Let the channels of group g share weight[g] and bias[g]."""
    group = np.arange(x.shape[1]) // (x.shape[1] // num_groups)
    shared = (a if a is None else a[group] for a in affine)
    return _normalize(x, num_groups, *shared, eps=eps)


group_norm.mistake(
    "Your groups are interleaved: a group is C / num_groups neighbouring channels, so "
    "reshape to (N, num_groups, C / num_groups, H, W).",
    _interleaved,
)
group_norm.mistake(
    "The channels of a group share weight and bias: each channel has its own, applied "
    "in the original shape.",
    _shared_affine,
)
group_norm.mistake(
    "You make groups of num_groups channels: make num_groups groups.",
    lambda x, num_groups, *affine, **how: _normalize(
        x, x.shape[1] // num_groups, *affine, **how
    ),
)
for _sentence, _statistics in (
    (UNBIASED, lambda x: moments(x, (2, 3), ddof=1)),
    (ONE_PASS, lambda x: one_pass(x, (2, 3))),
    (
        "Your statistics are one a position: a group's are over its channels, H and W.",
        lambda x: moments(x, (2,)),
    ),
    (
        "Your statistics are over the batch too: each sample has its own.",
        lambda x: moments(x, (0, 2, 3)),
    ),
    (
        "Your statistics are one a channel: that is instance norm. The channels of a "
        "group share them.",
        lambda x: moments(x, (3,)),
    ),
    (
        "All channels share a statistic: that is one group, whatever num_groups says.",
        lambda x: moments(x, (1, 2, 3)),
    ),
):
    group_norm.mistake(_sentence, partial(_normalize, statistics=_statistics))
for _sentence, _formula in WRONG_FORMULAS:
    group_norm.mistake(_sentence, partial(_normalize, formula=_formula))
group_norm.mistake(
    "weight and bias are not applied.",
    lambda x, num_groups, *affine, **how: _normalize(x, num_groups, **how),
)
group_norm.mistake(
    "Without weight you do not add bias: each may be None by itself.",
    lambda x, num_groups, weight=None, bias=None, **how: _normalize(
        x, num_groups, weight, None if weight is None else bias, **how
    ),
)
group_norm.mistake(
    "Without bias you do not scale by weight: each may be None by itself.",
    lambda x, num_groups, weight=None, bias=None, **how: _normalize(
        x, num_groups, None if bias is None else weight, bias, **how
    ),
)
group_norm.mistake(
    "You apply weight and bias together alone: each may be None by itself.",
    lambda x, num_groups, weight=None, bias=None, **how: _normalize(
        x, num_groups, *both_or_none(weight, bias), **how
    ),
)
group_norm.mistake(
    "The bias is not added.",
    lambda x, num_groups, weight=None, bias=None, **how: _normalize(
        x, num_groups, weight, **how
    ),
)
