"""The layers of every ResNet, how they are stacked, and how they start."""

from collections.abc import Callable, Sequence

from torch import nn

WIDTHS = (64, 128, 256, 512)
"""Channels of the four stages, before a block's expansion."""


def conv3x3(
    in_channels: int, out_channels: int, stride: int = 1, groups: int = 1
) -> nn.Conv2d:
    """Return a 3×3 convolution that keeps the size, or divides it by the stride."""
    return nn.Conv2d(
        in_channels,
        out_channels,
        3,
        stride=stride,
        padding=1,
        groups=groups,
        bias=False,
    )


def conv1x1(in_channels: int, out_channels: int, stride: int = 1) -> nn.Conv2d:
    """Return a convolution that mixes channels and looks at one pixel at a time."""
    return nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)


def keeps_shape(in_channels: int, out_channels: int, stride: int) -> bool:
    """Say whether a block's shortcut can hand on its input as it is."""
    return stride == 1 and in_channels == out_channels


def stages(
    block: Callable[[int, int, int], nn.Module],
    depths: Sequence[int],
    *,
    widths: Sequence[int] = WIDTHS,
    in_channels: int = WIDTHS[0],
    expansion: int = 1,
) -> nn.Sequential:
    """Return stages of blocks; the first block of all but the first has stride 2.

    ``block(in_channels, width, stride)`` returns ``expansion * width`` channels.
    """
    built = nn.Sequential()
    for i, (width, depth) in enumerate(zip(widths, depths, strict=True)):
        stage = nn.Sequential()
        for j in range(depth):
            stage.append(block(in_channels, width, 2 if i > 0 and j == 0 else 1))
            in_channels = expansion * width
        built.append(stage)
    return built


def initialize(model: nn.Module, *, zero_init_residual: bool = False) -> None:
    """Initialize as torchvision: He's normal by fan-out, BatchNorm 1 and 0.

    A block names as its `last` the layer that starts at 0 on demand.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    if zero_init_residual:
        for module in model.modules():
            if (last := getattr(module, "last", None)) is not None:
                nn.init.zeros_(last.weight)
