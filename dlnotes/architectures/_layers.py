"""Layers that several families share, how they are stacked, and how they start."""

from collections.abc import Callable, Sequence
from functools import partial

from torch import Tensor, nn

WIDTHS = (64, 128, 256, 512)
"""Channels of the four stages, before a block's expansion."""
SLOW_NORM = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
"""BatchNorm with TensorFlow's numbers."""


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


def conv1x1(
    in_channels: int, out_channels: int, stride: int = 1, groups: int = 1
) -> nn.Conv2d:
    """Return a convolution that mixes channels and looks at one pixel at a time."""
    return nn.Conv2d(
        in_channels, out_channels, 1, stride=stride, groups=groups, bias=False
    )


def conv_norm(
    in_channels: int,
    out_channels: int,
    kernel_size: int = 1,
    stride: int = 1,
    *,
    groups: int = 1,
    activation: Callable[[], nn.Module] | None = None,
    norm: Callable[[int], nn.Module] = nn.BatchNorm2d,
    conv: Callable[..., nn.Module] = nn.Conv2d,
) -> nn.Sequential:
    """Return a convolution (odd kernel, padded by half), BatchNorm, and an activation.

    The size is kept, or divided by the stride and rounded up. Without an `activation`
    the output is linear. Another `conv` takes the arguments of `torch.nn.Conv2d`.
    """
    layers = nn.Sequential(
        conv(
            in_channels,
            out_channels,
            kernel_size,
            stride=stride,
            padding=kernel_size // 2,
            groups=groups,
            bias=False,
        ),
        norm(out_channels),
    )
    if activation is not None:
        layers.append(activation())
    return layers


class SqueezeExcitation(nn.Module):
    r"""Weigh each channel by what all channels say on average.

    .. math:: y = x \cdot g(W_2\, a(W_1 \bar{x})), \qquad
              \bar{x}_c = \tfrac{1}{HW} \sum_{ij} x_{cij}

    Parameters
    ----------
    channels, squeezed : int
        Channels of x, and of the layer between.
    activation, gate : callable, optional
        The modules of a and g: ReLU and the logistic sigmoid.
    """

    def __init__(
        self,
        channels: int,
        squeezed: int,
        *,
        activation: Callable[[], nn.Module] = nn.ReLU,
        gate: Callable[[], nn.Module] = nn.Sigmoid,
    ) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeezed, 1)
        self.activation = activation()
        self.excite = nn.Conv2d(squeezed, channels, 1)
        self.gate = gate()

    def forward(self, x: Tensor) -> Tensor:
        """Return y, of the shape of x, (N, channels, H, W)."""
        weights = self.activation(self.squeeze(x.mean((2, 3), keepdim=True)))
        weighed: Tensor = x * self.gate(self.excite(weights))  # (N, channels, 1, 1)
        return weighed


def round_channels(channels: float, *, divisor: int = 8) -> int:
    """Return a multiple of the divisor, at most 10 % below the wanted channels.

    The rule of MobileNetV2's authors for widths that a multiplier makes uneven.
    """
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


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
    first_stride: int = 1,
) -> nn.Sequential:
    """Return stages of blocks; the first block of a stage has stride 2.

    That of the first stage has `first_stride`. ``block(in_channels, width, stride)``
    returns ``expansion * width`` channels.
    """
    built = nn.Sequential()
    for i, (width, depth) in enumerate(zip(widths, depths, strict=True)):
        stage = nn.Sequential()
        for j in range(depth):
            stride = 1 if j > 0 else 2 if i > 0 else first_stride
            stage.append(block(in_channels, width, stride))
            in_channels = expansion * width
        built.append(stage)
    return built


def initialize(model: nn.Module, *, zero_init_residual: bool = False) -> None:
    """Initialize as torchvision: He's normal by fan-out, BatchNorm 1 and 0.

    Biases start at 0. A block names as its `last` the layer that starts at 0 on demand.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    if zero_init_residual:
        for module in model.modules():
            if (last := getattr(module, "last", None)) is not None:
                nn.init.zeros_(last.weight)
