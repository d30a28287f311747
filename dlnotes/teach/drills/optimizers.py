"""Drills on optimizers: steps by hand, largest rates, schedules, batches."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes._arguments import Array
from dlnotes.optimizers import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    RMSprop,
    clip_grad_norm,
    cosine_decay,
    step_decay,
    warmup,
)
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed, several


def steps_on_a_bowl(rng: Generator) -> Drill:
    """Ask where gradient descent is after a few steps."""
    curvature, rate = choose(rng, 1, 2, 4), choose(rng, 0.1, 0.2, 0.3)
    start, steps = between(rng, 1, 10), between(rng, 2, 4)
    x = np.array([float(start)])
    descent = SGD([x], lr=rate)
    for _ in range(steps):
        descent.step([curvature * x])
    return ask(
        "gradient_descent",
        f"f(x) = {curvature}x²/2, the rate is {rate}, the start {start}. Where is "
        f"gradient descent after {steps} steps?",
        x[0],
        rf"${start}\,(1 - {rate}\cdot{curvature})^{steps}$.",
    )


def largest_rate(rng: Generator) -> Drill:
    """Ask where divergence begins."""
    first, second = several(rng, 2, 1, 40)
    return ask(
        "gradient_descent",
        f"A bowl has the curvatures {first} and {second}. Below which rate does "
        "gradient descent converge?",
        2 / max(first, second),
        f"$2/{max(first, second)}$: the largest curvature decides.",
    )


def slowest_factor(rng: Generator) -> Drill:
    """Ask what the best rate leaves of an error."""
    low, high = sorted(several(rng, 2, 1, 20))
    rate = 2 / (low + high)
    x = np.ones(1)
    SGD([x], lr=rate).step([low * x])
    return ask(
        "gradient_descent",
        f"A bowl has the curvatures {low} and {high}; the rate is the best, 2 over "
        "their sum. By what is the error along the flat direction multiplied at each "
        "step?",
        x[0],
        rf"$1 - {low}\cdot2/({low}+{high})$.",
    )


def batches_of_an_epoch(rng: Generator) -> Drill:
    """Ask how many steps an epoch has."""
    samples, batch = between(rng, 500, 60000), choose(rng, 16, 32, 64, 128, 256)
    return ask(
        "stochastic",
        f"{samples} samples in batches of {batch}, the last one perhaps smaller. How "
        "many steps has an epoch?",
        np.ceil(samples / batch),
        rf"${samples}/{batch} = {samples / batch:.2f}$, rounded up.",
        unit="steps",
    )


def noise_of_a_batch(rng: Generator) -> Drill:
    """Ask how noise falls with the batch."""
    deviation, batch = between(rng, 2, 20), choose(rng, 4, 9, 16, 25, 64, 100)
    return ask(
        "stochastic",
        f"The gradients of single samples have the standard deviation {deviation}. "
        f"Which has the mean over {batch} independent draws?",
        deviation / np.sqrt(batch),
        rf"${deviation}/\sqrt{{{batch}}}$.",
    )


def velocity(rng: Generator) -> Drill:
    """Ask how far momentum goes."""
    rate, beta = choose(rng, 0.1, 0.5, 1.0), choose(rng, 0.5, 0.8, 0.9)
    gradients = [between(rng, 1, 5) for _ in range(3)]
    x = np.zeros(1)
    _last_step(SGD([x], lr=rate, momentum=beta), x, gradients)
    first, second, third = gradients
    return ask(
        "momentum",
        f"SGD with rate {rate} and momentum {beta} begins at 0; the gradients are "
        f"{first}, {second}, {third}. Where is it after these 3 steps?",
        x[0],
        rf"The velocities: ${first}$, then ${beta}\cdot{first} + {second}$, then "
        f"${beta}$ times that $+ {third}$; minus {rate} times their sum.",
    )


def final_velocity(rng: Generator) -> Drill:
    """Ask what a constant gradient adds up to."""
    beta, gradient = choose(rng, 0.5, 0.8, 0.9, 0.95, 0.99), between(rng, 1, 8)
    x = np.zeros(1)
    moved = _last_step(SGD([x], lr=1.0, momentum=beta), x, [gradient] * 3000)
    return ask(
        "momentum",
        f"Momentum {beta} meets the gradient {gradient} again and again. Towards what "
        "does its velocity, the decaying sum, grow?",
        moved,
        rf"${gradient}/(1 - {beta})$.",
    )


def nesterov_step(rng: Generator) -> Drill:
    """Ask how long Nesterov's first step is."""
    beta, gradient = choose(rng, 0.5, 0.8, 0.9), between(rng, 1, 8)
    rate = choose(rng, 0.1, 0.5, 1.0)
    x = np.zeros(1)
    SGD([x], lr=rate, momentum=beta, nesterov=True).step([np.array([float(gradient)])])
    return ask(
        "momentum",
        f"SGD with rate {rate} and Nesterov momentum {beta}, in PyTorch's form, begins "
        f"at 0. The first gradient is {gradient}. Where is it after the step?",
        x[0],
        rf"$-{rate}\,({gradient} + {beta}\cdot{gradient})$: the gradient, and {beta} "
        "times the velocity.",
    )


def adams_second_step(rng: Generator) -> Drill:
    """Ask what Adam makes of two gradients."""
    first, second = several(rng, 2, 1, 6)
    rate = choose(rng, 0.1, 0.01)
    x = np.zeros(1)
    adam = Adam([x], lr=rate, betas=(0.5, 0.5), eps=0)
    moved = _last_step(adam, x, [first, second])
    return ask(
        "adaptive",
        f"Adam with rate {rate}, both betas 0.5 and eps 0 sees the gradients {first} "
        f"and {second}. How long is its second step?",
        moved,
        rf"Corrected, the means weigh 1/3 and 2/3: ${rate}\cdot\frac{{({first} + "
        rf"2\cdot{second})/3}}{{\sqrt{{({first}^2 + 2\cdot{second}^2)/3}}}}$.",
    )


def adams_first_step(rng: Generator) -> Drill:
    """Ask how far Adam goes at first."""
    rate, gradient = choose(rng, 0.1, 0.01, 0.003), choose(rng, 0.002, 0.5, 7, 400)
    start = between(rng, 1, 9)
    x = np.array([float(start)])
    Adam([x], lr=rate, eps=0).step([np.array([float(gradient)])])
    return ask(
        "adaptive",
        f"A weight is {start}, its first gradient {gradient}. How far does Adam's "
        f"first step with rate {rate} and eps 0 go?",
        start - x[0],
        f"One rate, ${rate}$: both corrected means are of this one gradient.",
    )


def adagrads_step(rng: Generator) -> Drill:
    """Ask how far Adagrad goes later on."""
    gradients, rate = several(rng, 3, 1, 9), choose(rng, 0.1, 1.0)
    x = np.zeros(1)
    moved = _last_step(Adagrad([x], lr=rate, eps=0), x, gradients)
    squares = " + ".join(f"{each}^2" for each in gradients)
    return ask(
        "adaptive",
        f"Adagrad with rate {rate} and eps 0 sees the gradients {listed(gradients)}. "
        "How long is its last step?",
        moved,
        rf"${rate}\cdot{gradients[-1]}/\sqrt{{{squares}}}$.",
    )


def rmsprops_step(rng: Generator) -> Drill:
    """Ask how far RMSprop goes at first."""
    rate, alpha = choose(rng, 0.1, 0.01), choose(rng, 0.9, 0.96, 0.99, 0.75)
    gradient = between(rng, 1, 50)
    x = np.zeros(1)
    moved = _last_step(RMSprop([x], lr=rate, alpha=alpha, eps=0), x, [gradient])
    return ask(
        "adaptive",
        f"RMSprop with rate {rate}, alpha {alpha} and eps 0 begins with a mean of 0. "
        f"The first gradient is {gradient}. How long is the first step?",
        moved,
        rf"${rate}/\sqrt{{1 - {alpha}}}$: without a correction the mean is too small.",
    )


def decayed_weight(rng: Generator) -> Drill:
    """Ask what AdamW leaves of a weight that has no gradient."""
    rate, decay = choose(rng, 0.1, 0.2), choose(rng, 0.1, 0.5)
    start, steps = between(rng, 1, 9), between(rng, 2, 5)
    x = np.array([float(start)])
    optimizer = AdamW([x], lr=rate, weight_decay=decay)
    for _ in range(steps):
        optimizer.step([np.zeros(1)])
    return ask(
        "adaptive",
        f"AdamW with rate {rate} and weight decay {decay} meets gradients of 0. What "
        f"is left of a weight of {start} after {steps} steps?",
        x[0],
        rf"${start}\,(1 - {rate}\cdot{decay})^{steps}$.",
    )


def clipped_gradient(rng: Generator) -> Drill:
    """Ask what clipping leaves of a gradient."""
    legs = choose(rng, (3, 4), (6, 8), (5, 12), (8, 15))
    limit, which = between(rng, 1, 4), choose(rng, 0, 1)
    gradient = np.array(legs, float)
    length = np.hypot(*legs)
    clip_grad_norm([gradient], limit)
    return ask(
        "stochastic",
        f"The gradient ({legs[0]}, {legs[1]}) is clipped to the length {limit}. What "
        f"is its entry number {which + 1} then?",
        gradient[which],
        rf"${legs[which]}\cdot{limit}/{length:g}$.",
    )


def rate_on_a_cosine(rng: Generator) -> Drill:
    """Ask for a rate on a cosine."""
    peak, total = choose(rng, 0.1, 0.4, 1.0), choose(rng, 60, 120, 300)
    step, angle = choose(rng, (total // 3, r"\pi/3"), (total // 2, r"\pi/2"))
    return ask(
        "schedules",
        f"A cosine falls from {peak} to 0 in {total} steps. What is the rate at step "
        f"{step}?",
        cosine_decay(peak, total)(step),
        rf"${peak}\,(1 + \cos({angle}))/2$.",
    )


def rate_on_a_warmup(rng: Generator) -> Drill:
    """Ask for a rate in a warm-up."""
    peak, steps = choose(rng, 0.1, 0.4, 1.0), choose(rng, 4, 5, 8, 10)
    step, share = between(rng, 1, steps - 1), choose(rng, 0.1, 0.2, 0.25)
    return ask(
        "schedules",
        f"A warm-up rises in a line from {share} times {peak} at step 0 to {peak} at "
        f"step {steps}. What is the rate at step {step}?",
        warmup(peak, steps, start_factor=share)(step),
        rf"${peak}\,({share} + {1 - share:g}\cdot{step}/{steps})$.",
    )


def rate_on_stairs(rng: Generator) -> Drill:
    """Ask for a rate that falls in stairs."""
    start, factor = choose(rng, 0.1, 0.4, 1.0), choose(rng, 0.1, 0.5, 0.8)
    every = choose(rng, 5, 10, 30)
    step = between(rng, 2 * every, 6 * every - 1)
    return ask(
        "schedules",
        f"A rate begins at {start} and is multiplied by {factor} every {every} steps. "
        f"What is it at step {step}, counted from 0?",
        step_decay(start, every, gamma=factor)(step),
        rf"${start}\cdot{factor}^{{{step // every}}}$.",
    )


def _last_step(
    optimizer: SGD | Adagrad | Adam | RMSprop, x: Array, gradients: list[int]
) -> float:
    """Return how far the last of several steps moved down."""
    for gradient in gradients:
        before = x[0]
        optimizer.step([np.array([float(gradient)])])
    return float(before - x[0])
