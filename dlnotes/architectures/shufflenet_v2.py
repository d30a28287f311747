"""ShuffleNet v2: half of the channels rest, and no 1×1 convolution is grouped."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dlnotes.architectures._input import as_sizes, check_images
from dlnotes.architectures._layers import conv_norm, stages

WIDTHS = {  # table 5: channels of stages 2, 3 and 4, and of the last 1×1
    "x0_5": (48, 96, 192, 1024),
    "x1_0": (116, 232, 464, 1024),
    "x1_5": (176, 352, 704, 1024),
    "x2_0": (244, 488, 976, 2048),
}
DEPTHS = 4, 8, 4  # units of stages 2, 3 and 4; the first of each has stride 2
STEM = 24


class SplitUnit(nn.Module):
    r"""Change one half of the channels, hand on the other, shuffle both together.

    .. math:: y = \operatorname{shuffle}([x_1, F(x_2)]) \text{ or }
              \operatorname{shuffle}([G(x), F(x)]), \qquad x = [x_1, x_2]

    F is a 1×1, a depthwise and a 1×1 convolution; G a depthwise and a 1×1. Each has its
    BatchNorm, and ReLU follows each 1×1. At stride 2 both branches read all of x.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of x and of y: equal at stride 1. Both are even.
    stride : int
        1 or 2, of the depthwise convolutions.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        half = out_channels // 2
        before = in_channels if stride == 2 else half
        self.splits = stride == 1
        self.side = (  # G
            nn.Sequential()
            if self.splits
            else nn.Sequential(
                *conv_norm(before, before, 3, stride, groups=before),
                *conv_norm(before, half, activation=nn.ReLU),
            )
        )
        self.main = nn.Sequential(  # F
            *conv_norm(before, half, activation=nn.ReLU),
            *conv_norm(half, half, 3, stride, groups=half),
            *conv_norm(half, half, activation=nn.ReLU),
        )
        self.shuffle = nn.ChannelShuffle(2)

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, out_channels, H / stride, W / stride), rounded up."""
        x1, x2 = x.chunk(2, 1) if self.splits else (x, x)
        y: Tensor = self.shuffle(torch.cat([self.side(x1), self.main(x2)], 1))
        return y


class ShuffleNetV2(nn.Module):
    """A stem, three stages of split units, a wide 1×1, the mean, one linear layer.

    Parameters
    ----------
    widths : sequence of int
        Channels of the three stages and of the last 1×1, as in the paper's table 5.
    num_classes, in_channels
        As of `shufflenet_v2_x1_0`.
    """

    def __init__(
        self, widths: Sequence[int], *, num_classes: int = 1000, in_channels: int = 3
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        super().__init__()
        self.in_channels = in_channels
        *middle, last = widths
        self.stem = nn.Sequential(
            *conv_norm(in_channels, STEM, 3, 2, activation=nn.ReLU),
            nn.MaxPool2d(3, 2, padding=1),
        )
        self.stages = stages(
            SplitUnit, DEPTHS, widths=middle, in_channels=STEM, first_stride=2
        )
        self.head = conv_norm(middle[-1], last, activation=nn.ReLU)
        self.fc = nn.Linear(last, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.head(self.stages(self.stem(x)))  # (N, last, H / 32, W / 32)
        logits: Tensor = self.fc(x.mean((2, 3)))
        return logits


def shufflenet_v2_x0_5(
    *, num_classes: int = 1000, in_channels: int = 3
) -> ShuffleNetV2:
    """Build ShuffleNet v2 at half its width; as `shufflenet_v2_x1_0`."""
    return ShuffleNetV2(
        WIDTHS["x0_5"], num_classes=num_classes, in_channels=in_channels
    )


def shufflenet_v2_x1_0(
    *, num_classes: int = 1000, in_channels: int = 3
) -> ShuffleNetV2:
    """Build ShuffleNet v2.

    ================== ===================== ========== =============
    name               channels              parameters multiply-adds
    ================== ===================== ========== =============
    shufflenet_v2_x0_5 48, 96, 192, 1,024     1,366,792   40,476,448
    shufflenet_v2_x1_0 116, 232, 464, 1,024   2,278,604  144,907,992
    shufflenet_v2_x1_5 176, 352, 704, 1,024   3,503,624  295,759,392
    shufflenet_v2_x2_0 244, 488, 976, 2,048   7,393,996  583,253,464
    ================== ===================== ========== =============

    Channels of the three stages and of the last 1×1, and counts for 3 channels, 1,000
    classes, one image of 224×224.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.

    Returns
    -------
    model : ShuffleNetV2
        In training mode, with PyTorch's default initialization, as torchvision's.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or below 1; in the forward call where x is
        not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Computes what torchvision's network of the same name computes, whose weights
    `load_reference_weights` takes. Ma et al., *ShuffleNet V2: Practical Guidelines for
    Efficient CNN Architecture Design* (2018), table 5 and figure 3.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     shufflenet_v2_x1_0(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return ShuffleNetV2(
        WIDTHS["x1_0"], num_classes=num_classes, in_channels=in_channels
    )


def shufflenet_v2_x1_5(
    *, num_classes: int = 1000, in_channels: int = 3
) -> ShuffleNetV2:
    """Build ShuffleNet v2 at 1.5 times its width; as `shufflenet_v2_x1_0`."""
    return ShuffleNetV2(
        WIDTHS["x1_5"], num_classes=num_classes, in_channels=in_channels
    )


def shufflenet_v2_x2_0(
    *, num_classes: int = 1000, in_channels: int = 3
) -> ShuffleNetV2:
    """Build ShuffleNet v2 at twice its width; as `shufflenet_v2_x1_0`."""
    return ShuffleNetV2(
        WIDTHS["x2_0"], num_classes=num_classes, in_channels=in_channels
    )
