"""The exercise on what a learned group keeps, as an index and a grouped convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Answer = tuple[NDArray[Any], NDArray[Any]]


def _condense(
    weight: Array,
    groups: int,
    keep: int,
    *,
    size: Any = np.abs,
    together: bool = False,
    alike: bool = False,
    smallest: bool = False,
    ascending: bool = True,
    unit: bool = False,
    peak: bool = False,
    ordered: bool = True,
) -> Answer:
    """Condense, with one thing changed or none."""
    inputs = weight.shape[1]
    rows = np.arange(len(weight)).reshape(-1, groups).T  # (G, O / G)
    if together:
        rows = np.arange(len(weight)).reshape(groups, -1)
    sizes = size(weight)
    if unit:
        sizes = sizes / np.maximum(sizes.sum(1, keepdims=True), 1e-12)
    sums = sizes[rows].max(1) if peak else sizes[rows].sum(1)  # (G, I)
    if alike:
        sums = np.broadcast_to(sizes.sum(0), (groups, inputs))
    best = np.argsort(sums if smallest else -sums, axis=1, kind="stable")[:, :keep]
    index = np.sort(best, axis=1) if ascending else best
    kept = weight[rows[:, :, None], index[:, None, :]].reshape(len(weight), keep)
    if not ordered:
        kept = kept[np.argsort(rows.ravel())]
    return index.ravel(), kept


@exercise("index", "weight")
def condense(weight: Array, groups: int, keep: int) -> Answer:
    """Return what each group reads, and the weights of the grouped convolution.

    `weight` is (O, I), and the filters g, g + groups, g + 2·groups, ... are group g.
    Each group keeps the `keep` inputs with the largest sums of magnitudes over its
    filters. `index`, (groups·keep,), lists those of group 0 in ascending order, then
    those of group 1, and so on. The second array, (O, keep), holds the weights that are
    left, the filters of group 0 first. Keep the dtype.
    """
    return _condense(weight, groups, keep)


def _unlike(*shape: int) -> Array:
    """Draw weights whose filters differ in size, and no two sums are equal."""
    rng = np.random.default_rng(shape)
    weight = rng.normal(size=shape) * rng.uniform(0.2, 3, (shape[0], 1))
    return np.round(weight, 3)


condense.case("4 filters, 4 inputs, 2 groups", _unlike(4, 4), 2, 2)
condense.case("one input a group", _unlike(4, 6), 2, 1)
condense.case(
    "neither the largest weight nor the squares decide",
    np.array([[5, 4.5, 3.6], [1, 0, 3], [0, 2.5, 3.6], [1, 0, 1]]),
    2,
    1,
)
condense.case("6 filters, 3 groups", _unlike(6, 6), 3, 2)
condense.case("8 filters, 4 groups", _unlike(8, 12), 4, 3)
condense.case("1 group", _unlike(3, 6), 1, 4)
condense.case("all are kept", integers(4, 3), 2, 3)
condense.case("each filter a group", _unlike(5, 7), 5, 3)
condense.case("float32 noise", noise(12, 16), 4, 4)


def _slip(sentence: str, **change: Any) -> None:
    condense.mistake(
        sentence,
        lambda weight, groups, keep: _condense(weight, groups, keep, **change),
    )


_slip(
    "You add weights with their signs: large ones of both signs then cancel. Add "
    "magnitudes.",
    size=lambda w: w,
)
_slip(
    "Your groups are filters that stand together: group g is g, g + groups, ...",
    together=True,
)
_slip(
    "All groups keep the same inputs: sum over a group's own filters alone.", alike=True
)
_slip("You keep the inputs with the smallest sums.", smallest=True)
_slip(
    "Within a group the inputs stand in the order of their size: ascending indices are "
    "asked for.",
    ascending=False,
)
_slip(
    "You scale each filter to one size first: a filter with large weights then counts "
    "too little.",
    unit=True,
)
_slip(
    "You rank an input by its largest weight alone: add the magnitudes of all weights "
    "of the group.",
    peak=True,
)
_slip("You add squares: magnitudes are asked for.", size=np.square)
_slip(
    "The filters stand in their old order: a grouped convolution needs those of group "
    "0 first.",
    ordered=False,
)
