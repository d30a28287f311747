"""The exercise on the squeeze-and-excitation of MobileNetV3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Step = Callable[[Numbers], Numbers]


def _hard(z: Numbers) -> Numbers:
    clipped: Numbers = np.clip(z + z.dtype.type(3), z.dtype.type(0), z.dtype.type(6))
    share: Numbers = clipped / z.dtype.type(6)
    return share


def _smooth(z: Numbers) -> Numbers:
    gate: Numbers = 1 / (1 + np.exp(-z))
    return gate


def _relu(z: Numbers) -> Numbers:
    positive: Numbers = np.maximum(z, z.dtype.type(0))
    return positive


def _mean(x: Array) -> Numbers:
    mean: Numbers = x.mean((2, 3))
    return mean


def _weigh(
    x: Array,
    weight1: Array,
    bias1: Array,
    weight2: Array,
    bias2: Array,
    *,
    squeeze: Callable[[Array], Numbers] = _mean,
    between: Step = _relu,
    gate: Step = _hard,
    apply: Callable[[Numbers, Numbers], Numbers] = np.multiply,
) -> Numbers:
    """Compute, with one thing changed or none."""
    hidden = between(squeeze(x) @ weight1.T + bias1)
    weights = gate(hidden @ weight2.T + bias2)
    return apply(x, weights[:, :, None, None])


@exercise()
def squeeze_excitation_v3(
    x: Array, weight1: Array, bias1: Array, weight2: Array, bias2: Array
) -> Numbers:
    """Return x, (N, C, H, W), each channel times its weight, as in MobileNetV3.

    The means of the channels pass a linear layer, weight1 (S, C) and bias1 (S,), ReLU,
    and a second, weight2 (C, S) and bias2 (C,). The gate is the hard sigmoid,
    ReLU6(z + 3) / 6. Keep the dtype of x.
    """
    return _weigh(x, weight1, bias1, weight2, bias2)


def _case(
    label: str, *shape: int, squeezed: int, kind: Callable[..., Array] = integers
) -> None:
    c = shape[1]
    squeeze_excitation_v3.case(
        label,
        kind(*shape),
        kind(squeezed, c) / 2,
        kind(squeezed) / 2,
        kind(c, squeezed, 1)[:, :, 0] / 2,
        kind(c, 1)[:, 0] / 2,
    )


def _one(label: str, *x: float, bias: float) -> None:
    row = np.array(x).reshape(1, 1, 1, -1)
    one = np.ones((1, 1))
    squeeze_excitation_v3.case(label, row, one, np.zeros(1), one, np.array([bias]))


_one("1 channel, gate half open", 2.0, 4.0, bias=-3.0)
_one("1 channel, gate nearly shut", 2.0, 4.0, bias=-5.0)
_one("1 channel, gate open", 2.0, 4.0, bias=0.5)
_one("1 channel, mean below zero", -2.0, 0.0, bias=1.0)
squeeze_excitation_v3.case(
    "8 in the hidden layer",
    np.array([6.0, 10.0]).reshape(1, 1, 1, 2),
    np.ones((1, 1)),
    np.zeros(1),
    np.full((1, 1), 0.25),
    np.zeros(1),
)
_case("2 channels", 1, 2, 2, 3, squeezed=2)
_case("3 images", 3, 4, 3, 2, squeezed=2)
_case("all axes alike", 3, 3, 3, 3, squeezed=3)
_case("float32 noise", 2, 8, 4, 5, squeezed=3, kind=noise)


def _slip(sentence: str, **change: Any) -> None:
    squeeze_excitation_v3.mistake(
        sentence,
        lambda x, w1, b1, w2, b2: _weigh(x, w1, b1, w2, b2, **change),
    )


_slip(
    "Your gate is the logistic sigmoid: MobileNetV3's is the hard one, "
    "ReLU6(z + 3) / 6.",
    gate=_smooth,
)
_slip("Divide by 6: a gate lies between 0 and 1.", gate=lambda z: 6 * _hard(z))
_slip(
    "Add 3 before you clip: at z = 0 the gate is half open.",
    gate=lambda z: np.clip(z, 0, 6) / z.dtype.type(6),
)
_slip(
    "Clip above as well: a gate is at most 1.",
    gate=lambda z: _relu(z + z.dtype.type(3)) / z.dtype.type(6),
)
_slip("The ReLU between the two layers is missing.", between=lambda z: z)
_slip(
    "Between the two layers stands ReLU: only the gate cuts at 6.",
    between=lambda z: np.clip(z, z.dtype.type(0), z.dtype.type(6)),
)
_slip(
    "Squeeze by the mean over rows and columns, not by the largest number.",
    squeeze=lambda x: np.asarray(x.max((2, 3))),
)
_slip(
    "Squeeze by the mean over rows and columns, not by the sum.",
    squeeze=lambda x: np.asarray(x.sum((2, 3))),
)
_slip(
    "Each image has its own means: do not average over the batch.",
    squeeze=lambda x: np.asarray(
        np.broadcast_to(x.mean((0, 2, 3), keepdims=True)[0, :, 0, 0], x.shape[:2])
    ),
)
_slip("The gate multiplies x, it is not added.", apply=np.add)
_slip(
    "Return x times the gate, not the gate alone.",
    apply=lambda x, gate: np.broadcast_to(gate, x.shape).copy(),
)
