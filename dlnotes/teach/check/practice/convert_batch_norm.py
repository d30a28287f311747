"""The exercise on moving a batch normalisation from Keras to PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, noise
from dlnotes.teach.check._grader import exercise


@exercise("running_var", "momentum")
def convert_batch_norm(
    moving_variance: Array, momentum: float, epsilon: float = 1e-3, eps: float = 1e-5
) -> tuple[Array, float]:
    """Return running_var and momentum for a PyTorch layer that keeps its own eps.

    moving_variance, momentum and epsilon are those of Keras's layer. In inference both
    layers shall give the same outputs, and their averages of the mean shall move alike.
    Keep the dtype of moving_variance.
    """
    return moving_variance + (epsilon - eps), 1 - momentum


convert_batch_norm.case("1 channel", np.array([3.0]), 0.75, epsilon=1.0, eps=0.5)
convert_batch_norm.case("one eps", count(3, start=1), 0.75, epsilon=0.5, eps=0.5)
convert_batch_norm.case(
    "a smaller epsilon", count(2, start=2), 0.9, epsilon=0.25, eps=1
)
convert_batch_norm.case("defaults", count(4, start=1) / 8, 0.99)
convert_batch_norm.case("a dead channel", np.array([0.0, 0.5]), 0.99)
convert_batch_norm.case("float32", np.abs(noise(5)), 0.5)


def _slip(
    sentence: str,
    *,
    variance: Callable[..., Array] = lambda var, epsilon, eps: var + (epsilon - eps),
    weight: Callable[[float], float] = lambda momentum: 1 - momentum,
) -> None:
    """Add a mistake; what is not named is right."""

    def wrong(
        moving_variance: Array,
        momentum: float,
        epsilon: float = 1e-3,
        eps: float = 1e-5,
    ) -> tuple[Array, float]:
        return variance(moving_variance, epsilon, eps), weight(momentum)

    convert_batch_norm.mistake(sentence, wrong)


_slip(
    "The momentum is copied: Keras weighs the old value by it, PyTorch the new batch.",
    weight=lambda momentum: momentum,
)
_slip(
    "The variance is copied: PyTorch then adds another eps to it.",
    variance=lambda var, epsilon, eps: var,
)
_slip(
    "The two eps are exchanged: PyTorch adds its own again.",
    variance=lambda var, epsilon, eps: var + (eps - epsilon),
)
_slip(
    "PyTorch's eps is forgotten: the layer adds it again.",
    variance=lambda var, epsilon, eps: var + epsilon,
)
_slip(
    "You correct standard deviations: eps is added to the variance, under the root.",
    variance=lambda var, epsilon, eps: (np.sqrt(var) + (epsilon - eps)) ** 2,
)
