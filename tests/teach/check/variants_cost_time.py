"""Right and wrong solutions of the exercises on traffic, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

from math import isqrt

from dlnotes.cost import memory_access_cost


def by_parts(size, in_channels, out_channels):
    inputs = in_channels * size**2
    weights = in_channels * out_channels
    return inputs + weights + out_channels * size**2


def in_rows(size, a, b):
    return sum(a + b for _ in range(size * size)) + sum(a for _ in range(b))


def work(size, a, b):
    return a * b * size**2


def only_maps(size, a, b):
    return (a + b) * size**2


def half(size, a, b):
    return by_parts(size, a, b) // 2


def by_the_bound(macs, size):
    return macs**0.5 / size, 2 * size * macs**0.5 + macs / size**2


def by_search(macs, size):
    whole = isqrt(macs // size**2)
    if whole**2 * size**2 != macs:
        return by_the_bound(macs, size)
    return float(whole), float(memory_access_cost((whole, size, size), whole, 1))


def without_places(macs, size):
    c = macs**0.5
    return c, 2 * size**2 * c + c * c


def product(macs, size):
    c = macs / size**2
    return c, 2 * size**2 * c + c * c


def doubled(macs, size):
    c, values = by_the_bound(macs, size)
    return 2 * c, 2 * values


def by_outputs(macs, size, in_channels, groups):
    outputs = macs * groups // (in_channels * size**2)
    weights = outputs * in_channels // groups
    return size**2 * (in_channels + outputs) + weights


def by_the_package(macs, size, in_channels, groups):
    outputs = macs * groups // (in_channels * size**2)
    shape = in_channels, size, size
    return memory_access_cost(shape, outputs, 1, groups=groups, bias=False)


def ungrouped(macs, size, in_channels, groups):
    return by_outputs(macs, size, in_channels, 1)


def grouped_weights(macs, size, in_channels, groups):
    outputs = macs * groups // (in_channels * size**2)
    return size**2 * (in_channels + outputs) + outputs * in_channels


def squared(macs, size, in_channels, groups):
    return by_outputs(macs, size, in_channels, groups) ** 2


RIGHT = {
    "access_cost": [by_parts, in_rows],
    "balanced_channels": [by_the_bound, by_search],
    "grouped_access_cost": [by_outputs, by_the_package],
}

WRONG = {
    "access_cost": [
        (work, "These are the multiply-adds"),
        (only_maps, "The weights are missing"),
        (half, None),
    ],
    "balanced_channels": [
        (without_places, "You forgot the places"),
        (product, "The root is missing"),
        (doubled, None),
    ],
    "grouped_access_cost": [
        (ungrouped, "You forgot groups"),
        (grouped_weights, "You give groups to the weights"),
        (squared, None),
    ],
}
