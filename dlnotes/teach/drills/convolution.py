"""Drills on convolution: sizes, weights, gradients by hand, what stacks see."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes.convolution import (
    conv2d,
    conv2d_backward,
    output_size,
    pixel_shuffle,
    transposed_output_size,
    winograd_matrices,
)
from dlnotes.cost import conv2d_cost, receptive_field
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed, several


def output_rows(rng: Generator) -> Drill:
    """Ask how large an output is."""
    size, kernel = choose(rng, 28, 31, 56, 61, 112, 127, 224), choose(rng, 3, 5, 7, 11)
    stride, padding = between(rng, 1, 4), between(rng, 0, kernel // 2)
    return ask(
        "convolution",
        f"A {kernel}×{kernel} kernel at stride {stride} with padding {padding} on each "
        f"side of {size} rows. How many rows come out?",
        output_size(size, kernel, stride=stride, padding=padding),
        rf"$\lfloor ({size} + 2\cdot{padding} - {kernel})/{stride} \rfloor + 1$.",
        unit="rows",
    )


def same_padding(rng: Generator) -> Drill:
    """Ask what keeps the size."""
    kernel, dilation = choose(rng, 3, 5, 7, 9), between(rng, 1, 4)
    kept = (
        padding
        for padding in range(100)
        if output_size(200, kernel, padding=padding, dilation=dilation) == 200
    )
    return ask(
        "convolution",
        f"A {kernel}×{kernel} kernel with dilation {dilation}, at stride 1. Which "
        "padding on each side keeps the size?",
        next(kept),
        f"Half of ${dilation}({kernel}-1)$, which is what a row loses.",
    )


def value_by_hand(rng: Generator) -> Drill:
    """Ask what stands in one place of an output."""
    row, kernel = several(rng, 4, 0, 9), several(rng, 2, 1, 5)
    place = between(rng, 1, 3)
    y = conv2d(np.array([[[row]]], float), np.array([[[kernel]]], float))
    left, right = row[place - 1 : place + 1]
    return ask(
        "convolution",
        f"The row {listed(row)} meets the kernel {listed(kernel)}, without padding, as "
        f"frameworks compute it. What is output number {place} of 3?",
        y[0, 0, 0, place - 1],
        rf"${kernel[0]}\cdot{left} + {kernel[1]}\cdot{right}$; the kernel is not "
        "turned.",
    )


def weight_gradient(rng: Generator) -> Drill:
    """Ask how a weight hears of the outputs."""
    row, dy, which = several(rng, 4, 0, 9), several(rng, 3, 1, 5), between(rng, 1, 2)
    x, weight = np.array([[[row]]], float), np.zeros((1, 1, 1, 2))
    _, dweight, _ = conv2d_backward(np.array([[[dy]]], float), x, weight)
    seen = row[which - 1 : which + 2]
    return ask(
        "backward",
        f"A kernel of 2 weights slid over the row {listed(row)}. The 3 outputs have "
        f"the gradients {listed(dy)}. What is the gradient of weight number {which}?",
        dweight[0, 0, 0, which - 1],
        f"${_products(dy, seen)}$: each output times the pixel that this weight met.",
    )


def pixel_gradient(rng: Generator) -> Drill:
    """Ask how a pixel hears of the outputs."""
    kernel, dy, which = several(rng, 2, 1, 7), several(rng, 3, 1, 5), between(rng, 2, 3)
    x, weight = np.zeros((1, 1, 1, 4)), np.array([[[kernel]]], float)
    dx, _, _ = conv2d_backward(np.array([[[dy]]], float), x, weight)
    heard = dy[which - 2 : which]
    return ask(
        "backward",
        f"The kernel {listed(kernel)} slid over 4 pixels. The 3 outputs have the "
        f"gradients {listed(dy)}. What is the gradient of pixel number {which}?",
        dx[0, 0, 0, which - 1],
        f"${_products(heard, kernel[::-1])}$: two outputs read it, through different "
        "weights.",
    )


def column_memory(rng: Generator) -> Drill:
    """Ask what im2col takes."""
    channels, size = choose(rng, 32, 64, 128, 256), choose(rng, 14, 28, 56, 112)
    kernel = choose(rng, 3, 5)
    cost = conv2d_cost((channels, size, size), 1, kernel, padding=kernel // 2)
    return ask(
        "algorithms",
        f"im2col unrolls {channels} maps of {size}×{size} for a {kernel}×{kernel} "
        "kernel at stride 1, padded so that the size stays, in float32. How many MiB "
        "are the columns?",
        cost.im2col_bytes / 2**20,
        rf"${kernel}^2\cdot{channels}\cdot{size}^2$ numbers of 4 bytes, over "
        f"$2^{{20}}$.",
        unit="MiB",
    )


def winograd_products(rng: Generator) -> Drill:
    """Ask how many multiplications Winograd leaves."""
    tile, size = choose(rng, 2, 4), choose(rng, 8, 12, 16, 28, 56)
    side = winograd_matrices(tile)[0].shape[0]
    tiles = (output_size(size, 3, padding=1) // tile) ** 2
    return ask(
        "fewer_multiplications",
        f"Winograd's F({tile}×{tile}, 3×3) makes a map of {size}×{size} from one "
        "channel. How many multiplications are between its sums?",
        tiles * side**2,
        rf"$({size}/{tile})^2$ tiles of $({tile}+3-1)^2$ products.",
    )


def grouped_weights(rng: Generator) -> Drill:
    """Ask what groups leave of the weights."""
    groups, kernel = choose(rng, 2, 4, 8), choose(rng, 1, 3, 5)
    inputs, outputs = 8 * between(rng, 2, 12), 8 * between(rng, 2, 16)
    cost = conv2d_cost((inputs, 9, 9), outputs, kernel, groups=groups, bias=False)
    return ask(
        "grouped",
        f"A {kernel}×{kernel} convolution from {inputs} to {outputs} channels in "
        f"{groups} groups, without biases. How many weights?",
        cost.parameters,
        rf"${outputs}\cdot({inputs}/{groups})\cdot{kernel}^2$.",
        unit="weights",
    )


def separable_share(rng: Generator) -> Drill:
    """Ask what a separable pair costs against a dense layer."""
    inputs, outputs = choose(rng, 32, 64, 128), choose(rng, 64, 128, 256, 512)
    kernel = choose(rng, 3, 5, 7)
    shape = (inputs, 14, 14)
    dense = conv2d_cost(shape, outputs, kernel, padding=kernel // 2)
    looks = conv2d_cost(shape, inputs, kernel, padding=kernel // 2, groups=inputs)
    mixes = conv2d_cost(shape, outputs, 1)
    return ask(
        "grouped",
        f"A depthwise {kernel}×{kernel} and a 1×1 replace a dense {kernel}×{kernel} "
        f"convolution from {inputs} to {outputs} channels, at stride 1. Which "
        "percentage of the multiply-adds is left?",
        100 * (looks.macs + mixes.macs) / dense.macs,
        rf"$100\,(1/{outputs} + 1/{kernel}^2)$.",
        unit="%",
    )


def dilated_span(rng: Generator) -> Drill:
    """Ask how far a dilated kernel reaches."""
    kernel, dilation = choose(rng, 3, 5, 7), between(rng, 2, 9)
    return ask(
        "dilated",
        f"A row of {kernel} weights with dilation {dilation}. How many pixels does it "
        "span?",
        200 - output_size(200, kernel, dilation=dilation) + 1,
        f"${dilation}({kernel}-1)+1$.",
        unit="pixels",
    )


def dilated_stack(rng: Generator) -> Drill:
    """Ask what a stack of dilated layers sees."""
    dilations = [choose(rng, 1, 2, 3, 4, 6, 8, 9) for _ in range(between(rng, 2, 4))]
    field = receptive_field([(3, 1, 0, dilation) for dilation in dilations])
    return ask(
        "dilated",
        "A stack of 3×3 convolutions at stride 1 with the dilations "
        f"{listed(dilations)}. How many pixels does an output see along a side?",
        field.size,
        rf"$1 + 2\,({'+'.join(map(str, dilations))})$.",
        unit="pixels",
    )


def transposed_rows(rng: Generator) -> Drill:
    """Ask how large a transposed convolution's output is."""
    size, stride = between(rng, 5, 32), choose(rng, 2, 3, 4)
    kernel, padding = between(rng, stride, 2 * stride), between(rng, 0, 1)
    return ask(
        "transposed",
        f"A transposed convolution, kernel {kernel}×{kernel}, stride {stride}, padding "
        f"{padding}, reads {size} rows. How many rows does it write?",
        transposed_output_size(size, kernel, stride=stride, padding=padding),
        rf"$({size}-1)\cdot{stride} + {kernel} - 2\cdot{padding}$.",
        unit="rows",
    )


def shuffled_channels(rng: Generator) -> Drill:
    """Ask what pixel shuffle makes of channels."""
    factor, channels = choose(rng, 2, 3, 4), between(rng, 1, 8)
    maps = channels * factor**2
    return ask(
        "transposed",
        f"Pixel shuffle enlarges {maps} maps {factor} times in each direction. How "
        "many maps come out?",
        pixel_shuffle(np.zeros((maps, 2, 2)), factor).shape[0],
        f"${maps}/{factor}^2$: each pixel becomes {factor}×{factor}.",
        unit="maps",
    )


def _products(left: list[int], right: list[int]) -> str:
    return " + ".join(rf"{a}\cdot{b}" for a, b in zip(left, right, strict=True))
