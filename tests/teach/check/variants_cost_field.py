"""Right and wrong solutions of the exercises on cost, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

from math import prod

import numpy as np

from dlnotes.cost import receptive_field


def by_the_package(layers):
    parts = [receptive_field(layers[: n + 1]) for n in range(len(layers))]
    return np.array([(part.size, part.stride) for part in parts])


def by_sums(layers):
    kernels, strides = np.array(layers).T
    steps = np.cumprod(strides)
    fields = 1 + np.cumsum((kernels - 1) * np.r_[1, steps[:-1]])
    return np.stack([fields, steps], axis=1)


def stride_first(layers):
    field, step, rows = 1, 1, []
    for kernel_size, stride in layers:
        step *= stride
        field += (kernel_size - 1) * step
        rows.append((field, step))
    return np.array(rows)


def without_steps(layers):
    fields = 1 + np.cumsum([k - 1 for k, _ in layers])
    return np.stack([fields, np.cumprod([s for _, s in layers])], axis=1)


def twice(layers):
    return by_sums(layers) * 2


def from_the_package(layers, unit):
    field = receptive_field(layers)
    return field.centre + unit * field.stride


def by_its_ends(layers, unit):
    """Follow the first and the last tap back."""
    first = last = unit
    for kernel_size, stride, padding in layers[::-1]:
        first = first * stride - padding
        last = last * stride - padding + kernel_size - 1
    return (first + last) / 2


def padding_forgotten(layers, unit):
    return by_its_ends([(k, s, 0) for k, s, _ in layers], unit)


def from_one(layers, unit):
    return by_its_ends(layers, unit) + 0.5


def first_pixel(layers, unit):
    field = receptive_field(layers)
    return float(unit * field.stride - field.padding)


def by_the_field(layers, outputs):
    field = receptive_field(layers)
    return (outputs - 1) * field.stride + field.size


def in_turn(layers, outputs):
    if not layers:
        return outputs
    *others, (kernel_size, stride) = layers
    return in_turn(others, (outputs - 1) * stride + kernel_size)


def as_written(layers, outputs):
    for kernel_size, stride in layers:
        outputs = (outputs - 1) * stride + kernel_size
    return outputs


def all_strides(layers, outputs):
    return outputs * prod(s for _, s in layers)


def no_less_one(layers, outputs):
    for kernel_size, stride in reversed(layers):
        outputs = outputs * stride + kernel_size
    return outputs


RIGHT = {
    "field_forward": [by_the_package, by_sums],
    "field_centre": [from_the_package, by_its_ends],
    "inputs_needed": [by_the_field, in_turn],
}

WRONG = {
    "field_forward": [
        (stride_first, "own stride counts too early"),
        (without_steps, "The field ignores the step"),
        (twice, None),
    ],
    "field_centre": [
        (padding_forgotten, "Padding is ignored"),
        (from_one, "count pixels from 1"),
        (first_pixel, None),
    ],
    "inputs_needed": [
        (as_written, "from the input to the output"),
        (no_less_one, "n - 1 strides"),
        (all_strides, None),
    ],
}
