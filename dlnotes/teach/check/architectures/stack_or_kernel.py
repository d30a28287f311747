"""The exercise on a stack of 3×3 kernels and the one kernel that sees as far."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise

Answer = tuple[int, int, int]


@exercise("layers", "stack", "kernel")
def stack_or_kernel(kernel_size: int, channels: int) -> Answer:
    """Return how many 3×3 convolutions see as far as one K×K, and the weights, 3 ints.

    K = kernel_size is odd, at least 3. All layers have stride 1 and as many channels
    going in as coming out; biases are not counted. First the number of layers, then the
    weights of the stack, then those of the one K×K.
    """
    layers = (kernel_size - 1) // 2
    return layers, layers * 9 * channels**2, kernel_size**2 * channels**2


for _case in ((3, 1), (5, 1), (7, 1), (5, 2), (7, 64), (9, 3), (11, 96), (15, 5)):
    stack_or_kernel.case("{}×{}, channels: {}".format(_case[0], *_case), *_case)


def _stack(layers: Callable[[int], int]) -> Callable[[int, int], Answer]:
    """Answer with another number of layers."""
    return lambda k, c: (layers(k), layers(k) * 9 * c * c, k * k * c * c)


stack_or_kernel.mistake(
    "You let every layer add 3 pixels: the first sees 3, each further one adds 2.",
    _stack(lambda k: -(-k // 3)),
)
stack_or_kernel.mistake(
    "Your stack has one layer too few: the first sees 3 pixels, each further one adds "
    "2, so that n layers see 2 n + 1.",
    _stack(lambda k: max(1, (k - 3) // 2)),
)
stack_or_kernel.mistake(
    "Your stack has one layer too many: n layers see 2 n + 1 pixels.",
    _stack(lambda k: (k + 1) // 2),
)
stack_or_kernel.mistake(
    "You multiply by the channels once: each output channel has a kernel for each "
    "input channel, so channels enter squared.",
    lambda k, c: ((k - 1) // 2, (k - 1) // 2 * 9 * c, k * k * c),
)
stack_or_kernel.mistake(
    "You forgot the channels: each output channel has a kernel for each input channel.",
    lambda k, c: ((k - 1) // 2, (k - 1) // 2 * 9, k * k),
)
stack_or_kernel.mistake(
    "You count one layer's weights for the whole stack.",
    lambda k, c: ((k - 1) // 2, 9 * c * c, k * k * c * c),
)
stack_or_kernel.mistake(
    "A K×K kernel has K squared weights for each pair of channels, not K.",
    lambda k, c: ((k - 1) // 2, (k - 1) // 2 * 3 * c * c, k * c * c),
)
