"""Drills on practice: what bugs cost, and what another framework computes."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes.losses import cross_entropy
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed, several

BUGS, PORTS = "bug_gallery", "framework_differences"


def loss_of_a_guess(rng: Generator) -> Drill:
    """Ask where the loss of a fresh network starts."""
    classes = between(rng, 2, 200)
    return ask(
        BUGS,
        f"A fresh network gives each of {classes} classes the same chance. What is "
        "its cross-entropy?",
        cross_entropy(np.zeros((1, classes)), np.array([0])),
        rf"$-\ln\frac{{1}}{{{classes}}} = \ln{classes}$.",
    )


def floor_of_two_softmaxes(rng: Generator) -> Drill:
    """Ask what loss two softmaxes leave."""
    classes = between(rng, 2, 60)
    chances = np.eye(classes)[:1]  # sure and right
    return ask(
        BUGS,
        f"A network ends in a softmax over {classes} classes, and the loss takes "
        "another. Which loss can it not get below?",
        cross_entropy(chances, np.array([0])),
        rf"$-\ln\frac{{e}}{{e + {classes - 1}}}$: chances of one 1 and {classes - 1} "
        "times 0, taken for scores.",
    )


def column_minus_row(rng: Generator) -> Drill:
    """Ask what perfect outputs cost as a column."""
    values = several(rng, between(rng, 2, 4), 0, 9)
    targets = np.array(values, float)
    return ask(
        BUGS,
        f"The outputs, a column, and the targets, a row, are both {listed(values)}. "
        "What is the mean of the squares of column minus row?",
        np.mean((targets[:, None] - targets) ** 2),
        f"A table of {len(values) ** 2} differences. The mean of their squares is "
        rf"twice the variance of the targets, $2\cdot{targets.var():.4g}$.",
    )


def repeated_layer(rng: Generator) -> Drill:
    """Ask how many parameters a list of one layer has."""
    width, times = choose(rng, 16, 32, 64, 100, 128, 256), between(rng, 2, 12)
    return ask(
        BUGS,
        f"`nn.Sequential(*[nn.Linear({width}, {width})] * {times})`, with biases. How "
        "many parameters has it?",
        width * width + width,
        rf"${width}\cdot{width} + {width}$: all {times} are one layer.",
    )


def summed_slopes(rng: Generator) -> Drill:
    """Ask what a gradient is that is never set to zero."""
    slope, steps = between(rng, 2, 12), between(rng, 2, 9)
    return ask(
        BUGS,
        f"The loss is {slope}w, and `zero_grad` is never called. What is the gradient "
        f"of w after {steps} steps?",
        slope * steps,
        rf"${steps}\cdot{slope}$: each `backward` adds to it.",
    )


def clipped_step(rng: Generator) -> Drill:
    """Ask how far a step goes that is clipped too late."""
    slope, longest = choose(rng, 20, 50, 80, 100, 300), between(rng, 1, 5)
    rate = choose(rng, 0.01, 0.1, 0.5)
    is_late = choose(rng, True, False)
    return ask(
        BUGS,
        f"The slope is {slope}, the rate of SGD {rate}. The gradient is clipped to the "
        f"length {longest}, {'after' if is_late else 'before'} the step. How far does "
        "the first step go?",
        rate * (slope if is_late else longest),
        rf"${rate}\cdot{slope if is_late else longest}$.",
    )


def corners_for_sides(rng: Generator) -> Drill:
    """Ask how large a box seems whose corners are taken for sides."""
    left, top = between(rng, 5, 60), between(rng, 5, 60)
    right, bottom = left + between(rng, 4, 30), top + between(rng, 4, 30)
    return ask(
        BUGS,
        f"The corners of a box, ({left}, {top}, {right}, {bottom}), are read as x, y, "
        "width and height. By what factor is its area too large?",
        right * bottom / ((right - left) * (bottom - top)),
        rf"${right}\cdot{bottom}$ over ${right - left}\cdot{bottom - top}$.",
    )


def batches_counted(rng: Generator) -> Drill:
    """Ask how many batches a normalisation sees that is left in eval mode."""
    samples, batch = 100 * between(rng, 5, 90), choose(rng, 10, 20, 50, 100)
    epochs = between(rng, 2, 30)
    return ask(
        BUGS,
        f"{samples} samples in batches of {batch}, {epochs} epochs. After each, a test "
        "calls `eval()`, and nobody calls `train()` again. How many batches has batch "
        "norm counted?",
        samples // batch,
        f"${samples}/{batch}$, those of the first epoch.",
        unit="batches",
    )


def zeros_of_same(rng: Generator) -> Drill:
    """Ask how many zeros Keras's padding adds."""
    size, kernel = between(rng, 10, 230), choose(rng, 3, 5, 7)
    stride = choose(rng, 2, 3)
    windows = -(-size // stride)
    return ask(
        PORTS,
        f'How many zeros does Keras\'s "same" put around {size} pixels, in all, for a '
        f"kernel of {kernel} at stride {stride}?",
        max((windows - 1) * stride + kernel - size, 0),
        rf"${windows}$ windows end at pixel ${windows - 1}\cdot{stride} + {kernel} = "
        f"{(windows - 1) * stride + kernel}$; never fewer than 0.",
        unit="zeros",
    )


def keras_mean(rng: Generator) -> Drill:
    """Ask what either framework remembers of a batch's mean."""
    stored, batch = several(rng, 2, 0, 20)
    momentum = choose(rng, 0.9, 0.8, 0.7)
    framework = choose(rng, "Keras", "PyTorch")
    new = momentum if framework == "PyTorch" else round(1 - momentum, 2)
    old = round(1 - new, 2)
    return ask(
        PORTS,
        f"A stored mean is {stored}, a batch's {batch}, the momentum {momentum}. What "
        f"does batch norm of {framework} store then?",
        old * stored + new * batch,
        rf"${old}\cdot{stored} + {new}\cdot{batch}$: the momentum weighs the "
        f"{'new' if framework == 'PyTorch' else 'old'} value.",
    )


def step_at_a_new_rate(rng: Generator) -> Drill:
    """Ask how far momentum goes when the rate drops."""
    before, factor = choose(rng, 1.0, 0.5, 0.2), choose(rng, 10, 5, 2)
    beta, after = choose(rng, 0.9, 0.8, 0.5), before / factor
    framework = choose(rng, "Keras", "PyTorch")
    kept = before if framework == "Keras" else after
    return ask(
        PORTS,
        f"SGD with momentum {beta}, gradients of 1. The rate is {before} in the first "
        f"step and {after:g} in the second. How far does the second step go in "
        f"{framework}?",
        beta * kept + after,
        rf"${beta}\cdot{kept:g} + {after:g}$: "
        + (
            "the velocity holds the first rate."
            if framework == "Keras"
            else "the new rate multiplies the whole velocity."
        ),
    )
