"""Drills on pooling: values and gradients by hand, sizes, what context adds."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes.cost import conv2d_cost
from dlnotes.pooling import (
    avg_pool2d,
    bilinear_pool,
    lp_pool2d,
    max_pool2d,
    max_pool2d_backward,
    pyramid_pool,
    spatial_pyramid_pool,
    strip_pool,
)
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed, several


def largest_by_hand(rng: Generator) -> Drill:
    """Ask for the largest of windows."""
    values = np.reshape(several(rng, 8, 0, 20), (2, 4))
    tops = [values[:, :2].max(), values[:, 2:].max()]
    return ask(
        "pooling",
        f"The rows {_rows(values)} are pooled by the maximum of 2×2 windows at stride "
        "2. What is the sum of the outputs?",
        max_pool2d(values[None].astype(float), 2).sum(),
        f"${tops[0]} + {tops[1]}$.",
    )


def mean_by_hand(rng: Generator) -> Drill:
    """Ask for the mean of a window."""
    values = np.reshape(several(rng, 8, 0, 20), (2, 4))
    side = choose(rng, "first", "second")
    window = values[:, :2] if side == "first" else values[:, 2:]
    place = 0 if side == "first" else 1
    return ask(
        "pooling",
        f"The rows {_rows(values)} are pooled by the mean of 2×2 windows at stride 2. "
        f"What is the {side} output?",
        avg_pool2d(values[None].astype(float), 2)[0, 0, place],
        f"A quarter of ${' + '.join(map(str, window.ravel()))}$.",
    )


def pooled_rows(rng: Generator) -> Drill:
    """Ask how many rows pooling leaves."""
    size, kernel = between(rng, 20, 120), choose(rng, 2, 3)
    up = choose(rng, True, False)
    padding = 0 if up else between(rng, 0, kernel // 2)
    x = np.zeros((1, size, size))
    y = max_pool2d(x, kernel, stride=2, padding=padding, ceil_mode=up)
    way, brackets = ("up", "ceil") if up else ("down", "floor")
    return ask(
        "pooling",
        f"Maps of {size} rows are pooled by {kernel}×{kernel} at stride 2 with padding "
        f"{padding}; half a step is rounded {way}. How many rows come out?",
        y.shape[1],
        rf"$\l{brackets} ({size} + 2\cdot{padding} - {kernel})/2 \r{brackets} + 1$.",
        unit="rows",
    )


def padded_corner(rng: Generator) -> Drill:
    """Ask what padding does to a mean."""
    kernel, value = choose(rng, 3, 5), between(rng, 2, 18)
    counted = choose(rng, True, False)
    y = avg_pool2d(
        np.full((1, 9, 9), float(value)),
        kernel,
        stride=1,
        padding=kernel // 2,
        count_include_pad=counted,
    )
    inside = (kernel // 2 + 1) ** 2
    return ask(
        "pooling",
        f"A map holds {value} everywhere. It is pooled by the mean of "
        f"{kernel}×{kernel} at stride 1 with padding {kernel // 2}; the zeros of the "
        f"padding {'count' if counted else 'do not count'} as pixels. What stands in "
        "the corner?",
        y[0, 0, 0],
        rf"${inside}\cdot{value}$ over the {kernel**2 if counted else inside} pixels "
        "that count.",
    )


def winners_gradient(rng: Generator) -> Drill:
    """Ask where the gradient of a maximum goes."""
    values = np.reshape(several(rng, 6, 0, 8), (2, 3))
    values[0, between(rng, 0, 2)] = 9
    dy = several(rng, 2, 1, 7)
    x = values[None].astype(float)
    dx = max_pool2d_backward(np.array([[dy]], float), x, 2, stride=1)
    column = int(values[0].argmax())
    won = {0: f"${dy[0]}$", 1: f"${dy[0]} + {dy[1]}$", 2: f"${dy[1]}$"}[column]
    return ask(
        "pooling",
        f"The rows {_rows(values)} are pooled by the maximum of 2×2 windows at stride "
        f"1. The two outputs have the gradients {dy[0]} and {dy[1]}. What is the "
        "gradient of the 9?",
        dx[0, 0, column],
        f"{won}: it gets the gradient of each window that it wins.",
    )


def root_of_powers(rng: Generator) -> Drill:
    """Ask for a value between mean and largest."""
    window, power = several(rng, 4, 0, 6), choose(rng, 2, 3)
    x = np.reshape(window, (1, 2, 2)).astype(float)
    powers = " + ".join(f"{value}^{power}" for value in window)
    return ask(
        "pooling",
        f"A window holds {listed(window)}. What does p-norm pooling with "
        f"p = {power} make of it?",
        lp_pool2d(x, 2, norm_type=power)[0, 0, 0],
        rf"$({powers})^{{1/{power}}}$.",
    )


def head_weights(rng: Generator) -> Drill:
    """Ask what a global mean saves."""
    maps, side = choose(rng, 128, 256, 512), choose(rng, 4, 6, 7, 8)
    classes = choose(rng, 10, 100, 1000)
    flat = conv2d_cost((maps, side, side), classes, side, bias=False)
    pooled = conv2d_cost((maps, 1, 1), classes, 1, bias=False)
    return ask(
        "pooling",
        f"A dense layer with {classes} outputs reads {maps} maps of {side}×{side}. How "
        "many weights does a mean over each map save, biases left out?",
        flat.parameters - pooled.parameters,
        rf"${maps}\cdot{classes}\,({side}^2 - 1)$.",
        unit="weights",
    )


def pyramid_length(rng: Generator) -> Drill:
    """Ask how long the vector of a spatial pyramid is."""
    maps = choose(rng, 16, 64, 128, 256)
    levels = sorted(several(rng, 3, 1, 6))
    squares = " + ".join(f"{level}^2" for level in levels)
    return ask(
        "context",
        f"Spatial pyramid pooling with {levels[0]}, {levels[1]} and {levels[2]} parts "
        f"a side reads {maps} maps. How long is its vector?",
        spatial_pyramid_pool(np.zeros((maps, 12, 16)), levels=levels).size,
        rf"${maps}\,({squares})$, whatever the size of the maps.",
        unit="numbers",
    )


def pyramid_maps(rng: Generator) -> Drill:
    """Ask how many maps a pyramid pooling module hands on."""
    maps, scales = between(rng, 3, 40), between(rng, 2, 4)
    bins = (1, 2, 3, 6)[:scales]
    return ask(
        "context",
        f"A pyramid pooling module of {scales} scales, which does not thin the means, "
        f"reads {maps} maps. How many come out?",
        pyramid_pool(np.zeros((maps, 12, 12)), bins=bins).shape[0],
        rf"The {maps} maps, and ${maps}\cdot{scales}$ with means.",
        unit="maps",
    )


def strips_by_hand(rng: Generator) -> Drill:
    """Ask what strip pooling writes to a place."""
    values = np.reshape(several(rng, 6, 0, 12), (2, 3))
    row, column = values[0], values[:, 0]
    return ask(
        "context",
        f"The map {_rows(values)} is pooled in strips: mean of the row plus mean of "
        "the column. What stands at the upper left?",
        strip_pool(values[None].astype(float))[0, 0, 0],
        f"$({' + '.join(map(str, row))})/3 + ({' + '.join(map(str, column))})/2$.",
    )


def mean_product(rng: Generator) -> Drill:
    """Ask what bilinear pooling keeps of two channels."""
    first, second = several(rng, 3, 0, 9), several(rng, 3, 0, 9)
    x = np.array([first, second], float)[:, None, :]
    products = " + ".join(rf"{a}\cdot{b}" for a, b in zip(first, second, strict=True))
    return ask(
        "context",
        f"At 3 places one channel holds {listed(first)} and another "
        f"{listed(second)}. What is their entry in bilinear pooling, the "
        "mean of the products?",
        bilinear_pool(x, normalize=False)[1],
        f"$({products})/3$.",
    )


def _rows(values: np.ndarray) -> str:
    return " / ".join(" ".join(map(str, row)) for row in values)
