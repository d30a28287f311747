"""EfficientNet: one small net, made deeper, wider and sharper at once."""

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil

from torch import Tensor, nn

from dlnotes._arguments import as_bool, as_real
from dlnotes.architectures._input import as_multiplier, as_sizes, check_images
from dlnotes.architectures._layers import (
    SLOW_NORM,
    SqueezeExcitation,
    conv_norm,
    initialize,
    round_channels,
)
from dlnotes.architectures.mobilenet_v2 import InvertedResidual
from dlnotes.architectures.stochastic_depth import StochasticDepth

STAGES = (  # table 1: expansion, channels, blocks, stride of the first, kernel
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)
SCALES = {  # width, depth, side of the images in pixels, dropout
    "b0": (1.0, 1.0, 224, 0.2),
    "b1": (1.0, 1.1, 240, 0.2),
    "b2": (1.1, 1.2, 260, 0.3),
    "b3": (1.2, 1.4, 300, 0.3),
    "b4": (1.4, 1.8, 380, 0.4),
    "b5": (1.6, 2.2, 456, 0.4),
    "b6": (1.8, 2.6, 528, 0.5),
    "b7": (2.0, 3.1, 600, 0.5),
}


class EfficientNet(nn.Module):
    """A stem, stages of inverted residuals, a wide 1×1, the mean, one linear layer.

    Parameters
    ----------
    stages : sequence of (int, int, int, int, int), optional
        Expansion, channels, blocks, stride of the first, and kernel, as in the paper's
        table 1.
    width_mult, depth_mult : float, optional
        Scale the channels of every layer (rounded to multiples of 8) and the blocks of
        every stage (rounded up).
    stem : int, optional
        Channels of the first layer, before scaling.
    stem_stride : int, optional
        1 for small images.
    num_classes, in_channels, dropout, stochastic_depth_prob
        As of `efficientnet_b0`.
    activation : callable, optional
        The module behind the stem, the head, and in the blocks.
    attention : bool, optional
        Whether blocks weigh their channels (`SqueezeExcitation`).
    norm : callable, optional
        From channels to a module.
    conv : callable, optional
        The module of the convolutions that are larger than 1×1.
    """

    def __init__(
        self,
        stages: Sequence[tuple[int, int, int, int, int]] = STAGES,
        *,
        width_mult: float = 1.0,
        depth_mult: float = 1.0,
        stem: int = 32,
        stem_stride: int = 2,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.2,
        stochastic_depth_prob: float = 0.2,
        activation: Callable[[], nn.Module] = nn.SiLU,
        attention: bool = True,
        norm: Callable[[int], nn.Module] = nn.BatchNorm2d,
        conv: Callable[..., nn.Module] = nn.Conv2d,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        width_mult = as_multiplier("width_mult", width_mult)
        depth_mult = as_multiplier("depth_mult", depth_mult)
        dropout = as_real("dropout", dropout, 0, below=1)
        prob = as_real("stochastic_depth_prob", stochastic_depth_prob, 0, below=1)
        attention = as_bool("attention", attention)
        super().__init__()
        self.in_channels = in_channels
        layer = partial(conv_norm, activation=activation, norm=norm)
        width = round_channels(stem * width_mult)
        self.stem = layer(in_channels, width, 3, stem_stride, conv=conv)
        self.blocks = nn.Sequential()
        depths = [ceil(stage[2] * depth_mult) for stage in stages]
        for (expansion, channels, _, stride, kernel), depth in zip(
            stages, depths, strict=True
        ):
            out = round_channels(channels * width_mult)
            for j in range(depth):
                expanded = expansion * width
                weigh = (
                    SqueezeExcitation(expanded, max(1, width // 4), activation=nn.SiLU)
                    if attention
                    else None
                )
                block = InvertedResidual(
                    width,
                    expanded,
                    out,
                    kernel_size=kernel,
                    stride=stride if j == 0 else 1,
                    activation=activation,
                    norm=norm,
                    conv=conv,
                    attention=weigh,
                    drop=StochasticDepth(prob * len(self.blocks) / sum(depths)),
                )
                self.blocks.append(block)
                width = out
        self.head = layer(width, 4 * width)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(4 * width, num_classes)
        initialize(self)
        nn.init.uniform_(self.fc.weight, -(num_classes**-0.5), num_classes**-0.5)
        nn.init.zeros_(self.fc.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.head(self.blocks(self.stem(x)))  # (N, 1280, H / 32, W / 32)
        logits: Tensor = self.fc(self.dropout(x.mean((2, 3))))
        return logits


def efficientnet_b0(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b0"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B0.

    ==== ===== ===== ==== ========== ==============
    name width depth side parameters  multiply-adds
    ==== ===== ===== ==== ========== ==============
    b0   1.0   1.0    224  5,288,548    385,814,752
    b1   1.0   1.1    240  7,794,184    686,802,832
    b2   1.1   1.2    260  9,109,994    993,561,872
    b3   1.2   1.4    300 12,233,232  1,827,141,392
    b4   1.4   1.8    380 19,341,616  4,393,771,024
    b5   1.6   2.2    456 30,389,784 10,266,384,752
    b6   1.8   2.6    528 43,040,704 19,067,593,536
    b7   2.0   3.1    600 66,347,960 37,745,884,192
    ==== ===== ===== ==== ========== ==============

    The last column is for one image of 3 channels and this side, and 1,000 classes.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    dropout : float, optional
        Share of the last features that training sets to 0.
    stochastic_depth_prob : float, optional
        How often training would leave out a block behind the last; from 0 at the first
        block it grows by equal steps. Only blocks with a shortcut are left out.

    Returns
    -------
    model : EfficientNet
        In training mode, initialized as torchvision's.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Computes what torchvision's network of the same name computes, whose weights
    `load_reference_weights` takes. Tan and Le, *EfficientNet: Rethinking Model Scaling
    for Convolutional Neural Networks* (2019), table 1.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     efficientnet_b0(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return _scaled("b0", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b1(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b1"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B1; as `efficientnet_b0`."""
    return _scaled("b1", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b2(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b2"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B2; as `efficientnet_b0`."""
    return _scaled("b2", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b3(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b3"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B3; as `efficientnet_b0`."""
    return _scaled("b3", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b4(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b4"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B4; as `efficientnet_b0`."""
    return _scaled("b4", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b5(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b5"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B5; as `efficientnet_b0`."""
    return _scaled("b5", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b6(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b6"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B6; as `efficientnet_b0`."""
    return _scaled("b6", num_classes, in_channels, dropout, stochastic_depth_prob)


def efficientnet_b7(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = SCALES["b7"][3],
    stochastic_depth_prob: float = 0.2,
) -> EfficientNet:
    """Build EfficientNet-B7; as `efficientnet_b0`."""
    return _scaled("b7", num_classes, in_channels, dropout, stochastic_depth_prob)


def _scaled(
    name: str,
    num_classes: int,
    in_channels: int,
    dropout: float,
    stochastic_depth_prob: float,
) -> EfficientNet:
    """Return a net of the family; the three largest have TensorFlow's BatchNorm."""
    width, depth, *_ = SCALES[name]
    return EfficientNet(
        width_mult=width,
        depth_mult=depth,
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
        stochastic_depth_prob=stochastic_depth_prob,
        norm=SLOW_NORM if name in ("b5", "b6", "b7") else nn.BatchNorm2d,
    )
