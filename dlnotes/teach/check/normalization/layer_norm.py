"""The exercise on layer norm."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlnotes import normalization
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import (
    count,
    far_from_zero,
    far_noise,
    integers,
    noise,
)
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.normalization._normalizers import (
    KEEPDIMS,
    ONE_PASS,
    UNBIASED,
    WAYS_TO_ROUND,
    WRONG_FORMULAS,
    Formula,
    Statistics,
    both_or_none,
    moments,
    normalized,
    one_pass,
    one_pass_in_float64,
    unbiased,
    without_keepdims,
)


@exercise()
def layer_norm(
    x: Array,
    normalized_shape: tuple[int, ...],
    weight: Array | None = None,
    bias: Array | None = None,
    eps: float = 1e-5,
) -> Array:
    """Normalize x over its last axes, whose sizes are normalized_shape.

    By their mean and biased variance, for each index of the axes before. Then scale by
    weight and shift by bias, of normalized_shape; None: 1 and 0. Keep the dtype of x.
    """
    return normalization.layer_norm(x, normalized_shape, weight, bias, eps=eps)


def _layer_case(label: str, x: Array, axes: int = 1, **how: Any) -> None:
    """Add a case over the last axes, with weight and bias."""
    shape = x.shape[-axes:]
    affine = (count(*shape, start=start).astype(x.dtype) for start in (2, 10))
    layer_norm.case(label, x, shape, *affine, **how)


layer_norm.case("2 features", np.array([[1.0, 3.0]]), (2,), eps=3.0)
_layer_case("weight and bias", np.array([[1.0, 3.0]]), eps=3.0)
layer_norm.case("weight alone", np.array([[1.0, 3.0]]), (2,), np.array([2.0, 3.0]))
layer_norm.case("bias alone", np.array([[1.0, 3.0]]), (2,), None, np.array([2.0, 3.0]))
_layer_case("2 samples", np.array([[1.0, 3.0], [2.0, 8.0]]))
_layer_case("1 feature", np.array([[1.0], [3.0]]))
_layer_case("constant sample", np.array([[5.0, 5, 5], [1, 2, 6]]))
_layer_case("2 samples of 3 tokens", integers(2, 3, 4))
_layer_case("maps", integers(2, 3, 2, 4), axes=3)
layer_norm.case("large mean", 1e4 + noise(5, 8).astype(np.float64), (8,))
layer_norm.case("mean 1000, deviation 0.01", far_from_zero(4, 8), (8,), eps=1e-8)
layer_norm.case("1000 + 0.01 * noise", far_noise(4, 7), (7,), eps=1e-8)
_layer_case("float32 noise", noise(4, 3, 5), axes=2)


def _layer_slip(
    sentence: str, *, statistics: Statistics = moments, formula: Formula = normalized
) -> None:
    """Add a mistake; what is not named is right."""

    def wrong(
        x: Array,
        shape: tuple[int, ...],
        weight: Array | None = None,
        bias: Array | None = None,
        eps: float = 1e-5,
    ) -> Array:
        y = formula(x, *statistics(x, tuple(range(-len(shape), 0))), eps)
        y = y.astype(x.dtype)
        y = y if weight is None else y * weight
        return y if bias is None else y + bias

    layer_norm.mistake(sentence, wrong)


for _sentence, _formula in WRONG_FORMULAS:
    _layer_slip(_sentence, formula=_formula)
_layer_slip(UNBIASED, statistics=unbiased)
_layer_slip(ONE_PASS, statistics=one_pass)
_layer_slip(ONE_PASS, statistics=one_pass_in_float64)
for _sentence, _statistics in WAYS_TO_ROUND:
    _layer_slip(_sentence, statistics=_statistics)
_layer_slip(KEEPDIMS, statistics=without_keepdims)
_layer_slip(
    "Your statistics are over the batch: that is batch norm. Each sample has its own.",
    statistics=lambda x, axes: moments(x, [0]),
)
_layer_slip(
    "All tokens of a sample share a statistic: normalize over the last axes alone, as "
    "many as normalized_shape has.",
    statistics=lambda x, axes: moments(x, range(1, x.ndim)),
)
_layer_slip(
    "Your statistics are over the last axis alone: take as many as there are sizes in "
    "normalized_shape.",
    statistics=lambda x, axes: moments(x, [-1]),
)
layer_norm.mistake(
    "weight and bias are not applied.",
    lambda x, shape, weight=None, bias=None, **how: layer_norm.oracle(x, shape, **how),
)
layer_norm.mistake(
    "Without weight you do not add bias: each may be None by itself.",
    lambda x, shape, weight=None, bias=None, **how: layer_norm.oracle(
        x, shape, weight, None if weight is None else bias, **how
    ),
)
layer_norm.mistake(
    "Without bias you do not scale by weight: each may be None by itself.",
    lambda x, shape, weight=None, bias=None, **how: layer_norm.oracle(
        x, shape, None if bias is None else weight, bias, **how
    ),
)
layer_norm.mistake(
    "You apply weight and bias together alone: each may be None by itself.",
    lambda x, shape, weight=None, bias=None, **how: layer_norm.oracle(
        x, shape, *both_or_none(weight, bias), **how
    ),
)
layer_norm.mistake(
    "The bias is not added.",
    lambda x, shape, weight=None, bias=None, **how: layer_norm.oracle(
        x, shape, weight, **how
    ),
)
