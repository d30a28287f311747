"""MobileNetV3: the blocks of V2, some weighed by a squeeze, in a searched table."""

from collections.abc import Sequence

from torch import Tensor, nn

from dlnotes._arguments import as_real
from dlnotes.architectures._input import as_multiplier, as_sizes, check_images
from dlnotes.architectures._layers import (
    SLOW_NORM,
    SqueezeExcitation,
    conv_norm,
    initialize,
    round_channels,
)
from dlnotes.architectures.mobilenet_v2 import InvertedResidual

LARGE = (  # table 1: kernel, exp size, #out, SE, nonlinearity, stride
    (3, 16, 16, False, "RE", 1),
    (3, 64, 24, False, "RE", 2),
    (3, 72, 24, False, "RE", 1),
    (5, 72, 40, True, "RE", 2),
    (5, 120, 40, True, "RE", 1),
    (5, 120, 40, True, "RE", 1),
    (3, 240, 80, False, "HS", 2),
    (3, 200, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 480, 112, True, "HS", 1),
    (3, 672, 112, True, "HS", 1),
    (5, 672, 160, True, "HS", 2),
    (5, 960, 160, True, "HS", 1),
    (5, 960, 160, True, "HS", 1),
)
SMALL = (  # table 2
    (3, 16, 16, True, "RE", 2),
    (3, 72, 24, False, "RE", 2),
    (3, 88, 24, False, "RE", 1),
    (5, 96, 40, True, "HS", 2),
    (5, 240, 40, True, "HS", 1),
    (5, 240, 40, True, "HS", 1),
    (5, 120, 48, True, "HS", 1),
    (5, 144, 48, True, "HS", 1),
    (5, 288, 96, True, "HS", 2),
    (5, 576, 96, True, "HS", 1),
    (5, 576, 96, True, "HS", 1),
)
ACTIVATIONS: dict[str, type[nn.Module]] = {"RE": nn.ReLU, "HS": nn.Hardswish}


class MobileNetV3(nn.Module):
    """A stem, a table of inverted residuals, a 1×1, the mean, two linear layers.

    The wide last layer stands behind the mean, where it sees one pixel instead of 49.

    Parameters
    ----------
    table : sequence of (int, int, int, bool, str, int)
        One row a block, as in the paper's tables 1 and 2: kernel, channels inside,
        channels out, whether a squeeze-and-excitation weighs the inside, ``"RE"`` or
        ``"HS"``, stride.
    last : int
        Features of the first linear layer.
    width_mult, num_classes, in_channels, dropout
        As of `mobilenet_v3_large`.
    """

    def __init__(
        self,
        table: Sequence[tuple[int, int, int, bool, str, int]],
        last: int,
        *,
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
        width = round_channels(16 * width_mult)
        self.stem = conv_norm(
            in_channels, width, 3, 2, activation=nn.Hardswish, norm=SLOW_NORM
        )
        self.blocks = nn.Sequential()
        for kernel_size, inside, out, attends, activation, stride in table:
            expanded = round_channels(inside * width_mult)
            block = InvertedResidual(
                width,
                expanded,
                width := round_channels(out * width_mult),
                kernel_size=kernel_size,
                stride=stride,
                activation=ACTIVATIONS[activation],
                norm=SLOW_NORM,
                attention=squeeze_excitation(expanded) if attends else None,
            )
            self.blocks.append(block)
        self.head = conv_norm(width, 6 * width, activation=nn.Hardswish, norm=SLOW_NORM)
        last = round_channels(last * width_mult)
        self.hidden = nn.Linear(6 * width, last)
        self.activation = nn.Hardswish()
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(last, num_classes)
        initialize(self)
        for layer in (self.hidden, self.fc):
            nn.init.normal_(layer.weight, 0, 0.01)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.head(self.blocks(self.stem(x)))  # (N, 6 width, H / 32, W / 32)
        x = self.activation(self.hidden(x.mean((2, 3))))
        logits: Tensor = self.fc(self.dropout(x))
        return logits


def squeeze_excitation(channels: int) -> SqueezeExcitation:
    """Return a squeeze to a quarter of the channels, with a piecewise linear gate."""
    return SqueezeExcitation(
        channels, round_channels(channels // 4), gate=nn.Hardsigmoid
    )


def mobilenet_v3_large(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    width_mult: float = 1.0,
    dropout: float = 0.2,
) -> MobileNetV3:
    """Build MobileNetV3-Large.

    ================== ========== =============
    name               parameters multiply-adds
    ================== ========== =============
    mobilenet_v3_large  5,483,032   216,589,760
    mobilenet_v3_small  2,542,856    56,510,400
    ================== ========== =============

    For 3 channels, 1,000 classes, one image of 224×224.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    width_mult : float, optional
        Scales the channels of every layer, rounded to multiples of 8.
    dropout : float, optional
        Share of the last features that training sets to 0.

    Returns
    -------
    model : MobileNetV3
        In training mode, initialized as torchvision's.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Computes what torchvision's network of the same name computes, whose weights
    `load_reference_weights` takes: BatchNorm has an eps of 0.001 and a momentum of
    0.01. Howard et al., *Searching for MobileNetV3* (2019), tables 1 and 2.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     mobilenet_v3_large(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return MobileNetV3(
        LARGE,
        1280,
        width_mult=width_mult,
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
    )


def mobilenet_v3_small(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    width_mult: float = 1.0,
    dropout: float = 0.2,
) -> MobileNetV3:
    """Build MobileNetV3-Small; as `mobilenet_v3_large`."""
    return MobileNetV3(
        SMALL,
        1024,
        width_mult=width_mult,
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
    )
