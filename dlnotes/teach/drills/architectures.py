"""Drills on architectures: what their blocks cost, and what their rules come to."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from dlnotes._arguments import Array
from dlnotes.convolution import channel_shuffle
from dlnotes.cost import conv2d_cost, receptive_field
from dlnotes.pooling import max_pool2d
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose, listed


def field_of_small_kernels(rng: Generator) -> Drill:
    """Ask what a stack of 3×3 sees."""
    count = between(rng, 2, 9)
    return ask(
        "alexnet_vgg_nin",
        f"{count} convolutions of 3×3 at stride 1 in a row. How many pixels does an "
        "output see along a side?",
        receptive_field([(3,)] * count).size,
        rf"$1 + 2\cdot{count}$.",
        unit="pixels",
    )


def saved_by_small_kernels(rng: Generator) -> Drill:
    """Ask what a stack of 3×3 saves."""
    count, channels = between(rng, 2, 5), choose(rng, 64, 128, 256, 512)
    side = receptive_field([(3,)] * count).size
    small = count * _weights(channels, channels, 3)
    return ask(
        "alexnet_vgg_nin",
        f"{count} convolutions of 3×3 replace one that sees as far, all from "
        f"{channels} to {channels} channels, without biases. Which percentage of its "
        "weights have they together?",
        100 * small / _weights(channels, channels, side),
        rf"$100\cdot{count}\cdot9/{side}^2$; the channels cancel.",
        unit="%",
    )


def last_maps(rng: Generator) -> Drill:
    """Ask how large maps are behind all poolings."""
    size, count = 32 * between(rng, 1, 12), between(rng, 2, 5)
    x: Array = np.zeros((1, size, size))
    for _ in range(count):
        x = max_pool2d(x, 2)
    return ask(
        "alexnet_vgg_nin",
        f"A VGG reads pictures of {size}×{size} and pools {count} times by 2×2. What "
        "is the side of the last maps? (Its convolutions keep the size.)",
        x.shape[1],
        f"${size}/2^{count}$.",
        unit="pixels",
    )


def layers_of_a_resnet(rng: Generator) -> Drill:
    """Ask how deep a ResNet is."""
    stages = [between(rng, 1, 12) for _ in range(3)]
    a_block = choose(rng, 2, 3)
    told = listed(stages)
    blocks = "+".join(map(str, stages))
    return ask(
        "resnet",
        f"A ResNet has {told} blocks in its stages, {a_block} convolutions a block, "
        "one more at the start and a dense layer at the end. How many layers is that, "
        "without those of the shortcuts?",
        np.sum(stages) * a_block + 2,
        rf"${a_block}\,({blocks}) + 2$.",
        unit="layers",
    )


def bottleneck_weights(rng: Generator) -> Drill:
    """Ask what a bottleneck costs."""
    inside = choose(rng, 16, 32, 64, 128, 256)
    outside = inside * choose(rng, 2, 4)
    weights = _weights(outside, inside, 1) + _weights(inside, inside, 3)
    weights += _weights(inside, outside, 1)
    return ask(
        "resnet",
        f"A bottleneck goes from {outside} channels to {inside} by a 1×1, stays there "
        f"by a 3×3, and goes back to {outside} by a 1×1. How many weights?",
        weights,
        rf"${outside}\cdot{inside} + 9\cdot{inside}^2 + {inside}\cdot{outside}$.",
        unit="weights",
    )


def residual_value(rng: Generator) -> Drill:
    """Ask what a residual block computes."""
    x, first, second = between(rng, 1, 9), between(rng, 1, 3), between(rng, 1, 3)
    inside = np.maximum(first * x, 0)
    sign = choose(rng, 1, -1)
    told = f"{second}" if sign > 0 else f"−{second}"
    return ask(
        "resnet",
        f"One pixel holds {x}. A residual block of two 1×1 convolutions with the "
        f"weights {first} and {told}, without BN or biases, has a ReLU between them "
        "and one behind the sum. What does it give?",
        np.maximum(sign * second * inside + x, 0),
        rf"$\max({sign * second}\cdot{inside} + {x},\ 0)$, since the first gives "
        rf"${first}\cdot{x} = {inside}$.",
    )


def fire_weights(rng: Generator) -> Drill:
    """Ask what a fire module costs."""
    inputs, squeezed = choose(rng, 64, 96, 128, 256), choose(rng, 16, 32, 48)
    expanded = choose(rng, 64, 128, 192)
    weights = _weights(inputs, squeezed, 1)
    weights += _weights(squeezed, expanded, 1) + _weights(squeezed, expanded, 3)
    return ask(
        "squeezenet",
        f"A fire module reads {inputs} channels, squeezes them to {squeezed} by a 1×1, "
        f"and makes {expanded} by 1×1 and {expanded} by 3×3. How many weights, without "
        "biases?",
        weights,
        rf"${inputs}\cdot{squeezed} + {squeezed}\cdot{expanded} + "
        rf"9\cdot{squeezed}\cdot{expanded}$.",
        unit="weights",
    )


def separable_weights(rng: Generator) -> Drill:
    """Ask what a separable pair costs."""
    inputs, outputs = choose(rng, 32, 64, 128, 256), choose(rng, 64, 128, 256, 512)
    return ask(
        "mobilenet",
        f"MobileNet's depthwise 3×3 reads {inputs} channels, and its 1×1 turns them "
        f"into {outputs}. How many weights, without biases?",
        _weights(inputs, inputs, 3, groups=inputs) + _weights(inputs, outputs, 1),
        rf"$9\cdot{inputs} + {inputs}\cdot{outputs}$.",
        unit="weights",
    )


def inverted_weights(rng: Generator) -> Drill:
    """Ask what an inverted residual costs."""
    inputs, outputs = choose(rng, 16, 24, 32, 64), choose(rng, 16, 24, 32, 64, 96)
    factor = choose(rng, 2, 3, 4, 6)
    inside = factor * inputs
    weights = _weights(inputs, inside, 1) + _weights(inside, inside, 3, groups=inside)
    weights += _weights(inside, outputs, 1)
    return ask(
        "mobilenet",
        f"An inverted residual from {inputs} to {outputs} channels expands {factor} "
        "times, filters by a depthwise 3×3, and projects. How many weights have its "
        "convolutions?",
        weights,
        rf"${inside}\,({inputs} + 9 + {outputs})$.",
        unit="weights",
    )


def shuffled_place(rng: Generator) -> Drill:
    """Ask where a shuffle takes channels from."""
    groups, each = choose(rng, 2, 3, 4), between(rng, 2, 5)
    channels = groups * each
    place = between(rng, 1, channels - 2)
    x = np.arange(channels, dtype=float).reshape(1, channels, 1, 1)
    group, turn = place % groups, place // groups
    return ask(
        "shufflenet",
        f"Channels 0 to {channels - 1} are shuffled in {groups} groups. Which one "
        f"comes to place {place}, counted from 0?",
        channel_shuffle(x, groups)[0, place, 0, 0],
        rf"${group}\cdot{each} + {turn}$: the groups give one channel each, in turn; "
        f"each has {each}.",
    )


def unit_work(rng: Generator) -> Drill:
    """Ask what a unit of ShuffleNet costs."""
    groups = choose(rng, 2, 3, 4, 8)
    inside = 24 * between(rng, 1, 5)
    outside = 4 * inside
    shapes = (outside, 1, 1), (inside, 1, 1)
    work = conv2d_cost(shapes[0], inside, 1, groups=groups).macs
    work += _weights(inside, inside, 3, groups=inside)
    work += conv2d_cost(shapes[1], outside, 1, groups=groups).macs
    return ask(
        "shufflenet",
        f"A ShuffleNet unit has {outside} channels outside, {inside} inside and "
        f"{groups} groups in both its 1×1; between them is a depthwise 3×3 at stride "
        "1. How many multiply-adds does it take a pixel?",
        work,
        rf"$2\cdot{outside}\cdot{inside}/{groups} + 9\cdot{inside}$.",
    )


def interleaved_weights(rng: Generator) -> Drill:
    """Ask what two interleaved factors cost."""
    many, few = choose(rng, 4, 8, 16, 32), choose(rng, 2, 4, 8)
    channels = many * few
    factors = _weights(channels, channels, 1, groups=many)
    factors += _weights(channels, channels, 1, groups=few)
    return ask(
        "interleaved",
        f"Two 1×1 factors on {channels} channels: {many} groups in the first, {few} in "
        "the second. How many weights have both together?",
        factors,
        rf"${channels}\,({few} + {many})$: an output reads one group in each.",
        unit="weights",
    )


def compound_work(rng: Generator) -> Drill:
    """Ask how compound scaling adds up."""
    steps = between(rng, 2, 5)
    depth, width, side = choose(rng, (1.2, 1.1, 1.15), (1.3, 1.1, 1.1), (1.1, 1.2, 1.1))
    return ask(
        "efficientnet",
        f"One step multiplies depth by {depth}, width by {width} and the side of the "
        f"pictures by {side}. By what do {steps} steps multiply the work of dense "
        "convolutions?",
        (depth * width**2 * side**2) ** steps,
        rf"$({depth}\cdot{width}^2\cdot{side}^2)^{{{steps}}}$.",
        unit="times",
    )


def _weights(inputs: int, outputs: int, kernel: int, *, groups: int = 1) -> int:
    """Count a convolution's weights without biases."""
    shape = (inputs, kernel, kernel)
    return conv2d_cost(shape, outputs, kernel, groups=groups, bias=False).parameters
