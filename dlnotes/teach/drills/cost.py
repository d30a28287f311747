"""Drills on cost: parameters, multiply-adds, memory, what a unit sees, least times."""

from __future__ import annotations

from numpy.random import Generator

from dlnotes.cost import conv2d_cost, memory_access_cost, receptive_field
from dlnotes.teach._bank import Drill
from dlnotes.teach.drills._ask import ask, between, choose


def convolution_parameters(rng: Generator) -> Drill:
    """Ask how many parameters a convolution has."""
    kernel, inputs = choose(rng, 1, 3, 5, 7), choose(rng, 3, 16, 32, 64, 128)
    outputs = choose(rng, 16, 32, 64, 128, 256)
    return ask(
        "counting",
        f"A {kernel}×{kernel} convolution from {inputs} to {outputs} channels, with "
        "biases. How many parameters?",
        conv2d_cost((inputs, 9, 9), outputs, kernel).parameters,
        rf"${outputs}\,({inputs}\cdot{kernel}^2 + 1)$.",
    )


def dense_parameters(rng: Generator) -> Drill:
    """Ask how many parameters a dense layer has."""
    inputs = choose(rng, 64, 512, 784, 1024, 2048)
    outputs = choose(rng, 10, 100, 256, 1000)
    return ask(
        "counting",
        f"A dense layer from {inputs} inputs to {outputs} outputs, with biases. How "
        "many parameters?",
        conv2d_cost((inputs, 1, 1), outputs, 1).parameters,
        rf"${outputs}\,({inputs} + 1)$.",
    )


def convolution_macs(rng: Generator) -> Drill:
    """Ask how many multiply-adds a convolution takes."""
    kernel, stride = choose(rng, 3, 5, 7), choose(rng, 1, 2)
    inputs, outputs = choose(rng, 3, 16, 64, 128), choose(rng, 32, 64, 128)
    size = choose(rng, 28, 56, 112, 224)
    padding, shape = kernel // 2, (inputs, size, size)
    cost = conv2d_cost(shape, outputs, kernel, stride=stride, padding=padding)
    return ask(
        "counting",
        f"A {kernel}×{kernel} convolution at stride {stride} with padding "
        f"{padding} reads {inputs} maps of {size}×{size} and writes {outputs}. How "
        "many million multiply-adds?",
        cost.macs / 1e6,
        rf"${outputs}\cdot{cost.output_shape[1]}^2\cdot{inputs}\cdot{kernel}^2$: an "
        "output for each place, a multiply-add for each weight it reads.",
        unit="million",
    )


def file_size(rng: Generator) -> Drill:
    """Ask how large a file of weights is."""
    millions, bits = (
        choose(rng, 1.2, 3.5, 11.7, 25.6, 61.1, 138.4),
        choose(rng, 32, 16, 8),
    )
    return ask(
        "counting",
        f"A network has {millions} million parameters of {bits} bits. How many MB, "
        "millions of bytes, is its file?",
        millions * bits / 8,
        rf"${millions}\cdot{bits}/8$.",
        unit="MB",
    )


def output_memory(rng: Generator) -> Drill:
    """Ask what a layer's outputs take in training."""
    images, maps = choose(rng, 16, 32, 64, 128), choose(rng, 32, 64, 128, 256)
    size = choose(rng, 14, 28, 56, 112)
    cost = conv2d_cost((images, 3, size, size), maps, 3, padding=1)
    return ask(
        "counting",
        f"A convolution writes {maps} maps of {size}×{size} in float32, for a batch of "
        f"{images}. How many MiB do they take, kept for backward?",
        cost.activation_bytes / 2**20,
        rf"${images}\cdot{maps}\cdot{size}^2$ numbers of 4 bytes, over $2^{{20}}$.",
        unit="MiB",
    )


def field_of_a_stack(rng: Generator) -> Drill:
    """Ask how far a unit sees."""
    layers = _stack(rng)
    told = "; ".join(
        f"{kernel}×{kernel} at stride {stride}" for kernel, stride in layers
    )
    steps, step = [], 1
    for kernel, stride in layers:
        steps.append(rf"{kernel - 1}\cdot{step}")
        step *= stride
    return ask(
        "receptive_field",
        f"The layers {told}. How many pixels does a unit see along a side?",
        receptive_field(layers).size,
        f"$1 + {' + '.join(steps)}$: each adds its kernel less one, times the step of "
        "what it reads.",
        unit="pixels",
    )


def step_of_a_stack(rng: Generator) -> Drill:
    """Ask how far apart the fields of neighbours lie."""
    layers = _stack(rng)
    told = "; ".join(
        f"{kernel}×{kernel} at stride {stride}" for kernel, stride in layers
    )
    strides = r"\cdot".join(str(stride) for _, stride in layers)
    return ask(
        "receptive_field",
        f"The layers {told}. How many pixels lie between what two neighbouring units "
        "see, from centre to centre?",
        receptive_field(layers).stride,
        f"${strides}$, the product of the strides.",
        unit="pixels",
    )


def layers_for_a_field(rng: Generator) -> Drill:
    """Ask how many layers it takes to see far enough."""
    kernel, wanted = choose(rng, 3, 5), between(rng, 8, 60)
    count = 1
    while receptive_field([(kernel,)] * count).size < wanted:
        count += 1
    return ask(
        "receptive_field",
        f"How many {kernel}×{kernel} convolutions at stride 1 does it take to see "
        f"{wanted} pixels along a side?",
        count,
        rf"$1 + {kernel - 1}n$ is at least {wanted} from $n = {count}$ on.",
        unit="layers",
    )


def values_moved(rng: Generator) -> Drill:
    """Ask what a 1×1 convolution moves."""
    inputs, outputs = choose(rng, 16, 32, 64, 128), choose(rng, 16, 32, 64, 256)
    size = choose(rng, 7, 14, 28, 56)
    return ask(
        "flops_and_time",
        f"A 1×1 convolution of one image, {size}×{size}, from {inputs} to {outputs} "
        "channels, without biases. How many values does it read and write, each once?",
        memory_access_cost((inputs, size, size), outputs, 1),
        rf"${size}^2\,({inputs} + {outputs}) + {inputs}\cdot{outputs}$.",
        unit="values",
    )


def work_for_a_value(rng: Generator) -> Drill:
    """Ask how often a depthwise layer uses what it moves."""
    kernel, channels = choose(rng, 3, 5, 7), choose(rng, 16, 64, 144)
    size = choose(rng, 14, 28, 56)
    shape, padding = (channels, size, size), kernel // 2
    cost = conv2d_cost(shape, channels, kernel, padding=padding, groups=channels)
    moved = memory_access_cost(
        shape, channels, kernel, padding=padding, groups=channels
    )
    pixels = rf"{size}^2"
    return ask(
        "flops_and_time",
        f"A depthwise {kernel}×{kernel} convolution of {channels} maps of "
        f"{size}×{size}, padded so that the size stays, without biases. How many "
        "multiply-adds does it do for each value moved?",
        cost.macs / moved,
        rf"${kernel}^2\cdot{pixels}/(2\cdot{pixels} + {kernel}^2)$; the channels "
        "cancel.",
    )


def least_time(rng: Generator) -> Drill:
    """Ask how long a layer takes by the longer of its clocks."""
    channels, size = choose(rng, 32, 64, 128, 256), choose(rng, 14, 28, 56)
    peak, bandwidth = choose(rng, 10, 20, 50), choose(rng, 2, 5, 10)
    shape = (channels, size, size)
    macs = round(conv2d_cost(shape, channels, 1).macs / 1e6, 2)
    moved = round(memory_access_cost(shape, channels, 1) / 1e6, 3)
    work, traffic = macs / peak, moved / bandwidth
    return ask(
        "flops_and_time",
        f"A layer takes {macs} million multiply-adds and moves {moved} million values. "
        f"The processor does {peak} billion multiply-adds a second and moves "
        f"{bandwidth} billion values. How many ms does the longer of the layer's two "
        "clocks show?",
        max(work, traffic),
        f"{work:.3g} ms to compute, {traffic:.3g} ms to move; the longer one counts.",
        unit="ms",
    )


def _stack(rng: Generator) -> list[tuple[int, int]]:
    """Return kernel and stride of two to four layers."""
    count = between(rng, 2, 4)
    return [(choose(rng, 2, 3, 5, 7), choose(rng, 1, 1, 2, 2, 3)) for _ in range(count)]
