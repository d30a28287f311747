"""MobileNetV2: blocks that are wide inside and narrow between."""

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from dlnotes._arguments import as_real
from dlnotes.architectures._input import as_multiplier, as_sizes, check_images
from dlnotes.architectures._layers import (
    conv_norm,
    initialize,
    keeps_shape,
    round_channels,
)

STAGES = (  # table 2: expansion t, channels c, blocks n, stride s of the first
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


class InvertedResidual(nn.Module):
    r"""Expand by a 1×1, filter each channel, project by a 1×1 that no ReLU follows.

    .. math:: F = \operatorname{project} \circ \operatorname{weigh} \circ
                  \operatorname{depthwise} \circ \operatorname{expand}, \qquad
              y = F(x) \text{ or } x + F(x)

    Each of the three convolutions has its BatchNorm, the first two an activation. The
    shortcut is there where x and y have one shape, and has no layer of its own.

    Parameters
    ----------
    in_channels, expanded, out_channels : int
        Channels of x, of the middle, and of y. Where `expanded` is `in_channels` there
        is no expansion.
    kernel_size, stride : int, optional
        Of the depthwise convolution; the kernel is odd.
    activation : callable, optional
        The module behind the expansion and the depthwise convolution.
    norm : callable, optional
        From channels to a module.
    conv : callable, optional
        The module of the depthwise convolution; takes the arguments of Conv2d.
    attention : torch.nn.Module, optional
        Weighs the middle channels (`SqueezeExcitation`).
    drop : torch.nn.Module, optional
        What F(x) passes before it is added (stochastic depth).
    """

    def __init__(
        self,
        in_channels: int,
        expanded: int,
        out_channels: int,
        *,
        kernel_size: int = 3,
        stride: int = 1,
        activation: Callable[[], nn.Module] = nn.ReLU6,
        norm: Callable[[int], nn.Module] = nn.BatchNorm2d,
        conv: Callable[..., nn.Module] = nn.Conv2d,
        attention: nn.Module | None = None,
        drop: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.expand = (
            nn.Identity()
            if expanded == in_channels
            else conv_norm(in_channels, expanded, activation=activation, norm=norm)
        )
        self.depthwise = conv_norm(
            expanded,
            expanded,
            kernel_size,
            stride,
            groups=expanded,
            activation=activation,
            norm=norm,
            conv=conv,
        )
        self.weigh = attention if attention is not None else nn.Identity()
        self.project = conv_norm(expanded, out_channels, norm=norm)
        self.drop = drop if drop is not None else nn.Identity()
        self.has_shortcut = keeps_shape(in_channels, out_channels, stride)

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), the block without its shortcut."""
        x = self.depthwise(self.expand(x))
        y: Tensor = self.project(self.weigh(x))
        return y

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, out_channels, H / stride, W / stride), rounded up."""
        if not self.has_shortcut:
            return self.residual(x)
        y: Tensor = x + self.drop(self.residual(x))
        return y


class MobileNetV2(nn.Module):
    """A stem, stages of inverted residuals, a wide 1×1, the mean, one linear layer.

    Parameters
    ----------
    stages : sequence of (int, int, int, int), optional
        Expansion, channels, blocks, and stride of the first, as in the paper's table 2.
    block : callable, optional
        From in_channels, expanded, out_channels and the keyword `stride` to a module.
    width_mult, num_classes, in_channels, dropout
        As of `mobilenet_v2`.
    """

    def __init__(
        self,
        stages: Sequence[tuple[int, int, int, int]] = STAGES,
        *,
        block: Callable[..., nn.Module] = InvertedResidual,
        width_mult: float = 1.0,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.2,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        width_mult = as_multiplier("width_mult", width_mult)
        dropout = as_real("dropout", dropout, 0, below=1)
        super().__init__()
        self.in_channels = in_channels
        width = round_channels(32 * width_mult)
        last = round_channels(1280 * max(1.0, width_mult))
        self.stem = conv_norm(in_channels, width, 3, 2, activation=nn.ReLU6)
        self.blocks = nn.Sequential()
        for expansion, channels, depth, stride in stages:
            out = round_channels(channels * width_mult)
            for j in range(depth):
                first = stride if j == 0 else 1
                self.blocks.append(block(width, expansion * width, out, stride=first))
                width = out
        self.head = conv_norm(width, last, activation=nn.ReLU6)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(last, num_classes)
        initialize(self)
        nn.init.normal_(self.fc.weight, 0, 0.01)
        nn.init.zeros_(self.fc.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.head(self.blocks(self.stem(x)))  # (N, 1280, H / 32, W / 32)
        logits: Tensor = self.fc(self.dropout(x.mean((2, 3))))
        return logits


def mobilenet_v2(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    width_mult: float = 1.0,
    dropout: float = 0.2,
) -> MobileNetV2:
    """Build MobileNetV2.

    ========== ========== =============
    width_mult parameters multiply-adds
    ========== ========== =============
    1.4         6,108,776   582,195,824
    1.0         3,504,872   300,774,272
    0.5         1,968,680    97,131,840
    ========== ========== =============

    For 3 channels, 1,000 classes, one image of 224×224.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    width_mult : float, optional
        Scales the channels of every layer, rounded to multiples of 8; the last layer
        never has less than 1,280.
    dropout : float, optional
        Share of the last features that training sets to 0.

    Returns
    -------
    model : MobileNetV2
        In training mode, initialized as torchvision's.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Computes what torchvision's network of the same name computes, whose weights
    `load_reference_weights` takes. Sandler et al., *MobileNetV2: Inverted Residuals and
    Linear Bottlenecks* (2018), table 2.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     mobilenet_v2(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return MobileNetV2(
        width_mult=width_mult,
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
    )
