"""What every network checks of its input, and every builder of its options."""

from collections.abc import Iterable

from torch import Tensor, nn

from dlnotes._arguments import as_int, as_real


def check_images(x: Tensor, *, in_channels: int, smallest: int = 1) -> None:
    """Require (N, in_channels, H, W), where H and W are at least `smallest`."""
    if not isinstance(x, Tensor):
        raise TypeError(f"x is a {type(x).__name__}, expected a torch.Tensor")
    if not x.is_floating_point():
        raise TypeError(f"x is {x.dtype}, expected floating-point numbers")
    if x.ndim != 4 or x.shape[1] != in_channels:
        raise ValueError(
            f"x has shape {tuple(x.shape)}, expected (N, {in_channels}, H, W)"
        )
    if min(x.shape[2:]) < smallest:
        raise ValueError(
            f"x is {x.shape[2]}×{x.shape[3]} pixels, expected at least "
            f"{smallest}×{smallest}"
        )


def as_sizes(num_classes: object, in_channels: object) -> tuple[int, int]:
    """Return the two options of every builder as integers of at least 1."""
    return (
        as_int("num_classes", num_classes, minimum=1),
        as_int("in_channels", in_channels, minimum=1),
    )


def as_multiplier(name: str, value: object) -> float:
    """Return a finite number above 0 as a float."""
    if (multiplier := as_real(name, value, 0)) == 0:
        raise ValueError(f"{name} is 0, expected a number above 0")
    return multiplier


def smallest_side(layers: Iterable[nn.Module]) -> int:
    """Return the smallest input side that leaves a pixel after every layer.

    Walks a chain of layers backwards: one output pixel needs one window of a layer.
    Other modules than convolutions and poolings are passed over.
    """
    side = 1
    kinds = nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d
    for layer in reversed([layer for layer in layers if isinstance(layer, kinds)]):
        numbers = (layer.kernel_size, layer.stride, layer.padding)
        kernel, stride, padding = (_one(number) for number in numbers)
        side = (side - 1) * stride + kernel - 2 * padding
        if getattr(layer, "ceil_mode", False):
            side -= stride - 1  # the last window may be cut
        side = max(side, 1)
    return side


def _one(number: object) -> int:
    """Return a number, or the first of an equal pair."""
    first = number[0] if isinstance(number, tuple) else number
    return as_int("number", first, minimum=0)
