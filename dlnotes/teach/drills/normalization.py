"""Drills on normalization: values by hand, running statistics, what shares a mean."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes._arguments import Array
from dlnotes.normalization import (
    batch_norm,
    fold_batch_norm,
    group_norm,
    rms_norm,
    standardize,
)
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed, several

# Four deviations from a mean, by their standard deviation: a whole number.
SPREADS = {1: (-1, -1, 1, 1), 3: (-3, -1, -1, 5), 5: (-7, -1, 1, 7)}


def standardized_value(rng: Generator) -> Drill:
    """Ask what becomes of a value in its batch."""
    values, mean, deviation = _batch(rng)
    which = between(rng, 1, 4)
    return ask(
        "batch_norm",
        f"In a batch a channel holds {listed(values)}. Without eps, scale and shift, "
        f"what does batch norm in training make of value number {which}?",
        standardize(np.array(values, float), (0,), eps=0)[which - 1],
        f"$({values[which - 1]} - {mean})/{deviation}$: the mean is {mean}, the biased "
        f"variance ${deviation}^2$.",
    )


def running_mean(rng: Generator) -> Drill:
    """Ask what PyTorch remembers of a batch's mean."""
    values, mean, _ = _batch(rng)
    before, momentum = between(rng, 0, 9), choose(rng, 0.1, 0.2, 0.5)
    stored = np.array([float(before)])
    _train(values, stored, np.ones(1), momentum)
    return ask(
        "batch_norm",
        f"A running mean is {before}, PyTorch's momentum {momentum}. A batch holds "
        f"{listed(values)} in this channel. What is the running mean then?",
        stored[0],
        rf"${1 - momentum:g}\cdot{before} + {momentum}\cdot{mean}$.",
    )


def running_variance(rng: Generator) -> Drill:
    """Ask what PyTorch remembers of a batch's variance."""
    values, _, deviation = _batch(rng)
    momentum = choose(rng, 0.1, 0.2, 0.5)
    stored = np.ones(1)
    _train(values, np.zeros(1), stored, momentum)
    return ask(
        "batch_norm",
        f"A running variance is 1, PyTorch's momentum {momentum}. A batch holds "
        f"{listed(values)} in this channel. What is the running variance then?",
        stored[0],
        rf"${1 - momentum:g}\cdot1 + {momentum}\cdot{4 * deviation**2}/3$: it stores "
        "the unbiased variance, over 3.",
    )


def value_at_inference(rng: Generator) -> Drill:
    """Ask what becomes of a value at inference."""
    x, mean = several(rng, 2, 0, 20)
    deviation, gamma, beta = _rescaling(rng)
    y = batch_norm(
        np.array([[float(x)]]), *_one_channel(mean, deviation**2, gamma, beta), eps=0
    )
    return ask(
        "batch_norm",
        f"Batch norm at inference, eps 0, with running mean {mean}, running variance "
        f"{deviation**2}, scale {gamma} and shift {beta}. What does it make of {x}?",
        y[0, 0],
        rf"${gamma}\cdot({x} - {mean})/{deviation} + {beta}$.",
    )


def folded_bias(rng: Generator) -> Drill:
    """Ask what bias is left when batch norm is folded."""
    weight, bias, mean = several(rng, 3, 1, 12)
    deviation, gamma, beta = _rescaling(rng)
    _, folded = fold_batch_norm(
        np.array([[[[float(weight)]]]]),
        *_one_channel(bias, mean, deviation**2, gamma, beta),
        eps=0,
    )
    return ask(
        "batch_norm",
        f"A 1×1 convolution has the bias {bias}; the batch norm behind it, eps 0, has "
        f"running mean {mean}, running variance {deviation**2}, scale {gamma} and "
        f"shift {beta}. What is the bias of the one layer that does both?",
        folded[0],
        rf"$({bias} - {mean})\cdot{gamma}/{deviation} + {beta}$.",
    )


def folded_weight(rng: Generator) -> Drill:
    """Ask what weight is left when batch norm is folded."""
    weight, deviation, gamma = (
        between(rng, 1, 12),
        choose(rng, 2, 4, 5),
        between(rng, 2, 9),
    )
    folded, _ = fold_batch_norm(
        np.array([[[[float(weight)]]]]),
        None,
        np.zeros(1),
        np.array([float(deviation**2)]),
        np.array([float(gamma)]),
        None,
        eps=0,
    )
    return ask(
        "batch_norm",
        f"A convolution's weight is {weight}; the batch norm behind it, eps 0, has the "
        f"running variance {deviation**2} and the scale {gamma}. What is the weight of "
        "the one layer that does both?",
        folded.item(),
        rf"${weight}\cdot{gamma}/\sqrt{{{deviation**2}}}$.",
    )


def values_sharing_a_mean(rng: Generator) -> Drill:
    """Ask how many values one mean is taken over."""
    images, side = choose(rng, 2, 4, 8, 32), choose(rng, 7, 14, 28)
    channels, groups = choose(rng, 16, 32, 64), choose(rng, 4, 8)
    pixels = f"{side}^2"
    norm, shared, working = choose(
        rng,
        ("Batch norm", (0, 2, 3), rf"{images}\cdot{pixels}"),
        ("Layer norm", (1, 2, 3), rf"{channels}\cdot{pixels}"),
        ("Instance norm", (2, 3), pixels),
        (
            f"Group norm with {groups} groups",
            (2, 3, 4),
            rf"({channels}/{groups})\cdot{pixels}",
        ),
    )
    x = np.empty((images, channels, side, side))
    if norm.startswith("Group"):
        x = x.reshape(images, groups, -1, side, side)  # (N, G, C/G, H, W)
    return ask(
        "layer_instance_group",
        f"{norm} reads {images} images of {channels} maps of {side}×{side}. Over "
        "how many values does it take each mean?",
        np.prod([x.shape[axis] for axis in shared]),
        f"${working}$.",
        unit="values",
    )


def grouped_value(rng: Generator) -> Drill:
    """Ask what group norm makes of a value."""
    low, high = sorted(several(rng, 2, 0, 9))
    others = several(rng, 2, 0, 9)
    y = group_norm(np.array([[low, high, *others]], float), 2, eps=0)
    which = choose(rng, 1, 2)
    return ask(
        "layer_instance_group",
        f"Four channels of one pixel hold {listed([low, high, *others])}. Group norm "
        f"with 2 groups, eps 0, no scale: what becomes of number {which}?",
        y[0, which - 1],
        "Of two different values one is a deviation below their mean, "
        f"${(low + high) / 2:g}$, the other one above.",
    )


def root_mean_square(rng: Generator) -> Drill:
    """Ask what RMSNorm makes of a value."""
    values, scale = (
        choose(rng, (3, 4, 0, 0), (1, 1, 1, 1), (1, 5, 5, 7)),
        between(rng, 1, 4),
    )
    row = [scale * value for value in values]
    which = between(rng, 1, 2)
    squares = sum(value**2 for value in row)
    return ask(
        "layer_instance_group",
        f"A token has the 4 features {listed(row)}. What does RMSNorm without gain, "
        f"eps 0, make of number {which}?",
        rms_norm(np.array(row, float), (4,), eps=0)[which - 1],
        rf"${row[which - 1]}/\sqrt{{{squares}/4}}$; no mean is subtracted.",
    )


def effective_rate(rng: Generator) -> Drill:
    """Ask how large the rate before batch norm really is."""
    legs = choose(rng, (3, 4), (6, 8), (5, 12), (1, 2), (2, 3))
    rate = choose(rng, 0.1, 0.5, 1.0)
    return ask(
        "why_it_helps",
        f"Weights ({legs[0]}, {legs[1]}) stand before batch norm; the rate is {rate}. "
        "Which effective rate, rate over squared length, turns their direction?",
        rate / np.sum(np.square(legs)),
        f"${rate}/({legs[0]}^2 + {legs[1]}^2)$.",
    )


def _batch(rng: Generator) -> tuple[list[int], int, int]:
    """Return four values, their mean and their standard deviation."""
    deviation = choose(rng, *SPREADS)
    mean = between(rng, 7, 15)
    order = rng.permutation(SPREADS[deviation])
    return [mean + int(each) for each in order], mean, deviation


def _rescaling(rng: Generator) -> tuple[int, int, int]:
    """Return a standard deviation to divide by, a scale and a shift."""
    return choose(rng, 2, 4, 5), between(rng, 1, 4), between(rng, 0, 5)


def _one_channel(*numbers: int) -> list[Array]:
    """Return what holds a value for each channel, where there is one."""
    return [np.array([float(number)]) for number in numbers]


def _train(values: list[int], mean: Array, variance: Array, momentum: float) -> None:
    """Let batch norm see a batch: it changes the running statistics."""
    x = np.array(values, float)[:, None]
    batch_norm(x, mean, variance, training=True, momentum=momentum)
