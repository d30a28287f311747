"""ShuffleNet: grouped 1×1 convolutions, and a shuffle by which the groups meet."""

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from dlnotes._arguments import as_bool, as_int
from dlnotes.architectures._input import as_multiplier, as_sizes, check_images
from dlnotes.architectures._layers import (
    conv_norm,
    initialize,
    round_channels,
    stages,
)

WIDTHS = {  # table 1: groups, and the channels of stage 2, doubled in stages 3 and 4
    1: 144,
    2: 200,
    3: 240,
    4: 272,
    8: 384,
}
DEPTHS = 4, 8, 4  # units of stages 2, 3 and 4; the first of each has stride 2
STEM = 24


class ShuffleUnit(nn.Module):
    r"""A bottleneck with grouped 1×1 convolutions and a shuffle behind the first.

    .. math:: F = \operatorname{expand} \circ \operatorname{depthwise} \circ
                  \operatorname{shuffle} \circ \operatorname{reduce}, \qquad
              y = \operatorname{relu}(x + F(x)) \text{ or }
              \operatorname{relu}([\operatorname{pool}(x), F(x)])

    Each convolution has its BatchNorm, and ReLU follows only `reduce` and the sum. At
    stride 2 nothing is added: x, averaged over 3×3 windows, and F(x) stand side by
    side, so that F(x) has only ``out_channels - in_channels`` channels.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of x and of y: equal at stride 1. The middle has a quarter of
        `out_channels`.
    stride : int
        1 or 2, of the depthwise convolution and of the pooling.
    groups : int
        Of both 1×1 convolutions; all channels must be multiples of it.
    first_groups : int, optional
        Of `reduce`, if not `groups`.
    shuffle : bool, optional
        Whether the channels are shuffled.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int,
        *,
        groups: int,
        first_groups: int | None = None,
        shuffle: bool = True,
    ) -> None:
        super().__init__()
        first_groups = groups if first_groups is None else first_groups
        middle = out_channels // 4
        added = out_channels - in_channels if stride == 2 else out_channels
        self.reduce = conv_norm(
            in_channels, middle, groups=first_groups, activation=nn.ReLU
        )
        self.shuffle = nn.ChannelShuffle(groups) if shuffle else nn.Identity()
        self.depthwise = conv_norm(middle, middle, 3, stride, groups=middle)
        self.expand = conv_norm(middle, added, groups=groups)
        self.pool = nn.AvgPool2d(3, 2, padding=1) if stride == 2 else None

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), the unit without its shortcut."""
        x = self.shuffle(self.reduce(x))
        y: Tensor = self.expand(self.depthwise(x))
        return y

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, out_channels, H / stride, W / stride), rounded up."""
        if self.pool is None:
            return relu(x + self.residual(x))
        return relu(torch.cat([self.pool(x), self.residual(x)], 1))


class ShuffleNetV1(nn.Module):
    """A stem, three stages of shuffle units, the mean of each channel, a linear layer.

    Parameters
    ----------
    groups, num_classes, in_channels, width_mult, shuffle
        As of `shufflenet_v1`.
    """

    def __init__(
        self,
        *,
        groups: int = 3,
        num_classes: int = 1000,
        in_channels: int = 3,
        width_mult: float = 1.0,
        shuffle: bool = True,
    ) -> None:
        groups = as_int("groups", groups, minimum=1)
        if groups not in WIDTHS:
            expected = ", ".join(map(str, WIDTHS))
            raise ValueError(f"groups is {groups}, expected one of {expected}")
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        width_mult = as_multiplier("width_mult", width_mult)
        shuffle = as_bool("shuffle", shuffle)
        super().__init__()
        self.in_channels = in_channels
        stem = round_channels(STEM * width_mult, divisor=groups)
        # a multiple of 4 * groups, so that the middle can be cut into groups, too
        width = round_channels(WIDTHS[groups] * width_mult, divisor=4 * groups)

        def unit(before: int, after: int, stride: int) -> ShuffleUnit:
            first = 1 if before == stem else groups  # so few channels are not cut
            return ShuffleUnit(
                before,
                after,
                stride,
                groups=groups,
                first_groups=first,
                shuffle=shuffle,
            )

        self.stem = nn.Sequential(
            *conv_norm(in_channels, stem, 3, 2, activation=nn.ReLU),
            nn.MaxPool2d(3, 2, padding=1),
        )
        self.stages = stages(
            unit,
            DEPTHS,
            widths=(width, 2 * width, 4 * width),
            in_channels=stem,
            first_stride=2,
        )
        self.fc = nn.Linear(4 * width, num_classes)
        initialize(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.stages(self.stem(x))  # (N, 4 * width, H / 32, W / 32)
        logits: Tensor = self.fc(x.mean((2, 3)))
        return logits


def shufflenet_v1(
    *,
    groups: int = 3,
    num_classes: int = 1000,
    in_channels: int = 3,
    width_mult: float = 1.0,
    shuffle: bool = True,
) -> ShuffleNetV1:
    """Build ShuffleNet (v1).

    ====== =============== ========== =============
    groups channels        parameters multiply-adds
    ====== =============== ========== =============
    1      144, 288, 576    1,531,936   143,078,976
    2      200, 400, 800    1,733,848   140,836,512
    3      240, 480, 960    1,865,728   137,460,672
    4      272, 544, 1,088  1,968,344   134,339,776
    8      384, 768, 1,536  2,434,768   138,365,952
    ====== =============== ========== =============

    Channels of the three stages, and counts for 3 channels, 1,000 classes, one image of
    224×224: more groups buy wider maps at about the same cost.

    Parameters
    ----------
    groups : {1, 2, 3, 4, 8}, optional
        Of the 1×1 convolutions; only the first of all keeps one group.
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    width_mult : float, optional
        Scales the channels of every layer, rounded to what the groups divide.
    shuffle : bool, optional
        Whether the units shuffle their channels (table 3 takes it away).

    Returns
    -------
    model : ShuffleNetV1
        In training mode; He's normal by fan-out, BatchNorm 1 and 0.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Neither torchvision nor timm has it. Zhang et al., *ShuffleNet: An Extremely
    Efficient Convolutional Neural Network for Mobile Devices* (2017), table 1.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     shufflenet_v1(groups=8, num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return ShuffleNetV1(
        groups=groups,
        num_classes=num_classes,
        in_channels=in_channels,
        width_mult=width_mult,
        shuffle=shuffle,
    )
