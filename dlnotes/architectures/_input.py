"""What every network checks of its input, and every builder of its options."""

from torch import Tensor

from dlnotes._arguments import as_int


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
