"""The exercise on a kernel for each region."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.convolution import conv2d
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


def _answers(x: Array, kernels: Array) -> Array:
    """Return what each kernel answers, (N, R, C_out, OH, OW)."""
    return np.stack([conv2d(x, kernel) for kernel in kernels], axis=1)


def _mix(shares: Array, answers: Array) -> Array:
    """Add up the answers, (N, R, C_out, OH, OW), by shares, (N, R, OH, OW)."""
    mixed: Array = (shares[:, :, None] * answers).sum(1).astype(answers.dtype)
    return mixed


def _one_hot(region: Array, regions: int) -> Array:
    chosen: Array = np.arange(regions)[:, None, None] == region[:, None]
    return chosen


@exercise()
def region_select(x: Array, kernels: Array, scores: Array) -> Array:
    """Return (N, C_out, OH, OW): at each place the answer of the best-scored kernel.

    x is (N, C, H, W), kernels (R, C_out, C, K, K), one a region; scores (N, R, OH, OW)
    are the guide's. Of equal scores the first wins. Stride 1, no padding. Keep the
    dtype of x.
    """
    return _mix(_one_hot(scores.argmax(1), len(kernels)), _answers(x, kernels))


def _case(label: str, x: Array, kernels: Array, scores: Array) -> None:
    region_select.case(label, x, kernels, scores.astype(x.dtype))


def _scores(n: int, regions: int, rows: int, columns: int) -> Array:
    """Draw scores of which no two at a place are equal."""
    rng = np.random.default_rng((n, regions, rows, columns))
    order = rng.permuted(np.arange(2.0, 2 + regions), axis=None)
    drawn = np.broadcast_to(order[:, None, None], (n, regions, rows, columns))
    mixed: Array = rng.permuted(drawn, axis=1) - 4
    return mixed


_HAND = np.array([5.0, 3])[:, None, None, None, None]
_case(
    "by hand, 1×1 kernels 5 and 3",
    np.array([[[[5.0, 1], [3, 7]]]]),
    _HAND,
    np.array([[[[0.0, 2], [1, 0]], [[1, 0], [0, 3]]]]),
)
_case("1 kernel", integers(1, 1, 3, 3), integers(1, 1, 1, 2, 2), _scores(1, 1, 2, 2))
_case(
    "scores below zero",
    integers(1, 1, 2, 3),
    _HAND,
    np.array([[[[-1.0, -2, -3], [-1, -5, -2]], [[-4, -1, -1], [-2, -2, -7]]]]),
)
_case("equal scores", count(1, 1, 2, 2, start=1), _HAND, np.zeros((1, 2, 2, 2)))
_case("3 regions", integers(1, 1, 4, 4), integers(3, 1, 1, 2, 2), _scores(1, 3, 3, 3))
_case("2 channels", integers(1, 2, 3, 4), integers(2, 1, 2, 2, 2), _scores(1, 2, 2, 3))
_case("2 outputs", integers(1, 1, 3, 4), integers(2, 2, 1, 2, 2), _scores(1, 2, 2, 3))
_case("2 images", integers(2, 1, 3, 3), integers(2, 1, 1, 2, 2), _scores(2, 2, 2, 2))
_case("all at once", integers(2, 3, 6, 5), integers(4, 2, 3, 3, 3), _scores(2, 4, 4, 3))
_case("float32", noise(2, 2, 5, 5), noise(3, 2, 2, 3, 3), _scores(2, 3, 3, 3))


def _mistake(sentence: str, wrong: Callable[..., Array]) -> None:
    region_select.mistake(sentence, wrong)


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    shares: Array = powers / powers.sum(1, keepdims=True)
    return shares


_mistake(
    "The lowest score wins: write argmax for argmin.",
    lambda x, kernels, scores: _mix(
        _one_hot(scores.argmin(1), len(kernels)), _answers(x, kernels)
    ),
)
_mistake(
    "You mix the answers by the softmax of the scores: one kernel alone answers.",
    lambda x, kernels, scores: _mix(_softmax(scores), _answers(x, kernels)),
)
_mistake(
    "You weigh the answers with the scores: they only say which kernel answers.",
    lambda x, kernels, scores: _mix(scores, _answers(x, kernels)),
)
_mistake(
    "The largest answer wins: the guide's scores decide, not the answers.",
    lambda x, kernels, scores: _answers(x, kernels).max(1),
)
_mistake(
    "One kernel answers for the whole image: take the argmax at each place.",
    lambda x, kernels, scores: _mix(
        _one_hot(
            np.broadcast_to(
                scores.sum((2, 3)).argmax(1)[:, None, None], scores[:, 0].shape
            ),
            len(kernels),
        ),
        _answers(x, kernels),
    ),
)
_mistake(
    "Of equal scores the last wins with you: asked for is the first, as argmax gives.",
    lambda x, kernels, scores: _mix(
        _one_hot(len(kernels) - 1 - scores[:, ::-1].argmax(1), len(kernels)),
        _answers(x, kernels),
    ),
)
_mistake(
    "Your search for the best begins at score 0: scores may all be negative.",
    lambda x, kernels, scores: _mix(
        _one_hot(scores.argmax(1), len(kernels)) & (scores > 0), _answers(x, kernels)
    ),
)
_mistake(
    "Every winner answers where scores are equal: asked for is the first alone.",
    lambda x, kernels, scores: _mix(
        scores == scores.max(1, keepdims=True), _answers(x, kernels)
    ),
)
_mistake(
    "All images follow the first one's guide: each has its own.",
    lambda x, kernels, scores: _mix(
        _one_hot(
            np.broadcast_to(scores[:1].argmax(1), scores[:, 0].shape), len(kernels)
        ),
        _answers(x, kernels),
    ),
)
_mistake(
    "Your kernels are flipped: conv2d does not turn them.",
    lambda x, kernels, scores: region_select.oracle(
        x, kernels[..., ::-1, ::-1], scores
    ),
)
