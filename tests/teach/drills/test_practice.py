from math import exp, log

import numpy as np

from tests.teach.drills.oracles import answers


def column_minus_row(values, _):
    return sum((a - b) ** 2 for a in values for b in values) / len(values) ** 2


def clipped_step(n, text):
    slope, rate, longest = n
    return rate * (slope if "after the step" in text else longest)


def zeros_of_same(n, _):
    """By the last step, which is shorter where the stride does not divide the size."""
    size, kernel, stride = n
    return max(kernel - (size % stride or stride), 0)


def keras_mean(n, text):
    stored, batch, momentum = n
    new = 1 - momentum if "Keras" in text else momentum
    return stored + new * (batch - stored)


def step_at_a_new_rate(n, text):
    """Step by step: the place after the second less that after the first."""
    beta, _, before, after = n
    if "Keras" in text:
        return -(beta * -before - after)
    return after * (beta * 1 + 1)


ORACLES = {
    "loss_of_a_guess": lambda n, _: log(n[0]),
    "floor_of_two_softmaxes": lambda n, _: log(exp(1) + n[0] - 1) - 1,
    "column_minus_row": column_minus_row,
    "repeated_layer": lambda n, _: n[0] * (n[1] + 1),
    "summed_slopes": lambda n, _: np.prod(n),
    "clipped_step": clipped_step,
    "corners_for_sides": lambda n, _: n[2] * n[3] / ((n[2] - n[0]) * (n[3] - n[1])),
    "batches_counted": lambda n, _: n[0] / n[1],
    "zeros_of_same": zeros_of_same,
    "keras_mean": keras_mean,
    "step_at_a_new_rate": step_at_a_new_rate,
}


def test_another_way_to_each_answer():
    answers("practice", ORACLES)
