"""The exercise on folding a batch norm into the layer before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes import normalization
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise("weight", "bias")
def fold_batch_norm(
    weight: Array,
    bias: Array | None,
    running_mean: Array,
    running_var: Array,
    gamma: Array,
    beta: Array,
    eps: float = 1e-5,
) -> tuple[Array, Array]:
    """Return (weight, bias) of the layer that does its batch norm's work as well.

    weight is a convolution's (C_out, C_in, KH, KW) or a dense layer's (C_out, C_in),
    the others (C_out,); bias may be None. At inference the batch norm, of scale gamma
    and shift beta, normalizes the layer's outputs by running_mean and running_var. Keep
    the dtype of weight.
    """
    return normalization.fold_batch_norm(
        weight, bias, running_mean, running_var, gamma, beta, eps=eps
    )


def _case(label: str, weight: Array, **how: Any) -> None:
    """Add a case, for output o with variance o + 3."""
    outputs = len(weight)
    given = (count(outputs, start=start) for start in (1, 5, 3, 4, 10))
    arrays = (a.astype(weight.dtype) for a in given)
    fold_batch_norm.case(label, weight, *arrays, **how)


_case("1 weight", np.array([[2.0]]), eps=1.0)
_case("1 output", np.array([[2.0, 6.0, -4.0]]), eps=1.0)
fold_batch_norm.case(
    "no bias",
    *(np.array([[2.0]]), None, np.array([5.0]), np.array([3.0])),
    *(np.array([4.0]), np.array([10.0])),
    eps=1.0,
)
_case("2 outputs", integers(2, 3), eps=1.0)
_case("as many outputs as inputs", integers(3, 3))
_case("1×1 kernels", integers(2, 3, 1, 1))
_case("3×3 kernels", integers(3, 2, 3, 3))
_case("float32 noise", noise(4, 3, 2, 2), eps=1.0)


def _scaled(weight: Array, scale: Array) -> Array:
    """Multiply all weights of an output by its factor."""
    return weight * scale.reshape(-1, *(1,) * (weight.ndim - 1))


def _slip(
    sentence: str,
    *,
    scale: Callable[..., Array] = lambda var, gamma, eps: gamma / np.sqrt(var + eps),
    weight: Callable[..., Array] = _scaled,
    bias: Callable[..., Array] = lambda bias, mean, scale, beta: (
        (bias - mean) * scale + beta
    ),
) -> None:
    """Add a mistake; what is not named is right."""

    def wrong(
        w: Array,
        b: Array | None,
        mean: Array,
        var: Array,
        gamma: Array,
        beta: Array,
        eps: float = 1e-5,
    ) -> tuple[Array, Array]:
        a = scale(var, gamma, eps)
        return weight(w, a), bias(0 if b is None else b, mean, a, beta)

    fold_batch_norm.mistake(sentence, wrong)


_slip(
    "The root is missing: the factor is gamma / sqrt(running_var + eps).",
    scale=lambda var, gamma, eps: gamma / (var + eps),
)
_slip(
    "eps stands outside the root: the factor is gamma / sqrt(running_var + eps).",
    scale=lambda var, gamma, eps: gamma / (np.sqrt(var) + eps),
)
_slip(
    "eps is missing: the factor is gamma / sqrt(running_var + eps).",
    scale=lambda var, gamma, eps: gamma / np.sqrt(var),
)
_slip(
    "Your eps is always 1e-5: use the argument.",
    scale=lambda var, gamma, eps: gamma / np.sqrt(var + 1e-5),
)
_slip(
    "gamma is missing: the factor is gamma / sqrt(running_var + eps).",
    scale=lambda var, gamma, eps: 1 / np.sqrt(var + eps),
)
_slip(
    "You scale by gamma alone: the factor is gamma / sqrt(running_var + eps).",
    scale=lambda var, gamma, eps: gamma,
)
_slip(
    "The weight is not scaled: multiply all of output o's weights by its factor.",
    weight=lambda weight, scale: weight,
)
_slip(
    "You scale the inputs: the factors belong to axis 0 of weight, its outputs.",
    weight=lambda weight, scale: (
        weight * scale if weight.shape == 2 * scale.shape else _scaled(weight, scale)
    ),
)
_slip(
    "The layer's bias is forgotten: the batch norm sees it, (bias - mean) * factor + "
    "beta.",
    bias=lambda bias, mean, scale, beta: beta - mean * scale,
)
_slip(
    "The layer's bias is not scaled: the batch norm sees it, (bias - mean) * factor + "
    "beta.",
    bias=lambda bias, mean, scale, beta: bias - mean * scale + beta,
)
_slip(
    "The mean is not scaled: subtract it first, (bias - mean) * factor + beta.",
    bias=lambda bias, mean, scale, beta: bias * scale - mean + beta,
)
_slip(
    "The mean is not subtracted: (bias - mean) * factor + beta.",
    bias=lambda bias, mean, scale, beta: bias * scale + beta,
)
_slip(
    "The mean is added: (bias - mean) * factor + beta.",
    bias=lambda bias, mean, scale, beta: (bias + mean) * scale + beta,
)
_slip(
    "beta is forgotten: (bias - mean) * factor + beta.",
    bias=lambda bias, mean, scale, beta: (bias - mean) * scale,
)
