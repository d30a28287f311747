"""MobileNet: filter each channel by itself, then mix the channels pixel by pixel."""

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from dlnotes.architectures._input import as_multiplier, as_sizes, check_images
from dlnotes.architectures._layers import conv_norm, initialize, round_channels

LAYERS = (  # table 1: channels and stride of each separable convolution
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
)


def separable(in_channels: int, out_channels: int, stride: int) -> nn.Sequential:
    """Return a depthwise 3×3 and a pointwise 1×1, each with BatchNorm and ReLU6."""
    return nn.Sequential(
        conv_norm(
            in_channels, in_channels, 3, stride, groups=in_channels, activation=nn.ReLU6
        ),
        conv_norm(in_channels, out_channels, activation=nn.ReLU6),
    )


def full(in_channels: int, out_channels: int, stride: int) -> nn.Sequential:
    """Return one 3×3 that does both jobs, what `separable` stands for (table 4)."""
    return conv_norm(in_channels, out_channels, 3, stride, activation=nn.ReLU6)


class MobileNetV1(nn.Module):
    """A stem, a chain of separable convolutions, the mean, one linear layer.

    Parameters
    ----------
    layers : sequence of (int, int), optional
        Channels and stride of each block, as in the paper's table 1.
    block : callable, optional
        ``block(in_channels, out_channels, stride)``: `separable`, or `full` for the
        network of plain convolutions that the paper compares with.
    width_mult, num_classes, in_channels
        As of `mobilenet_v1`.
    """

    def __init__(
        self,
        layers: Sequence[tuple[int, int]] = LAYERS,
        *,
        block: Callable[[int, int, int], nn.Module] = separable,
        width_mult: float = 1.0,
        num_classes: int = 1000,
        in_channels: int = 3,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        width_mult = as_multiplier("width_mult", width_mult)
        super().__init__()
        self.in_channels = in_channels
        width = round_channels(32 * width_mult)
        self.stem = conv_norm(in_channels, width, 3, 2, activation=nn.ReLU6)
        self.blocks = nn.Sequential()
        for channels, stride in layers:
            out_channels = round_channels(channels * width_mult)
            self.blocks.append(block(width, out_channels, stride))
            width = out_channels
        self.fc = nn.Linear(width, num_classes)
        initialize(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.blocks(self.stem(x))  # (N, 1024, H / 32, W / 32)
        logits: Tensor = self.fc(x.mean((2, 3)))
        return logits


def mobilenet_v1(
    *, num_classes: int = 1000, in_channels: int = 3, width_mult: float = 1.0
) -> MobileNetV1:
    """Build MobileNet, the first version.

    ========== ========== =============
    width_mult parameters multiply-adds
    ========== ========== =============
    1.0         4,231,976   568,740,352
    0.75        2,585,560   325,400,448
    0.5         1,331,592   149,497,088
    0.25          470,072    41,030,272
    ========== ========== =============

    For 3 channels, 1,000 classes, one image of 224×224. The network has 28 layers with
    weights: the stem, twice thirteen, and the linear layer.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    width_mult : float, optional
        Scales the channels of every layer, rounded to multiples of 8 by the rule of
        `mobilenet_v2`. The paper's second multiplier, of the resolution, is the size of
        the images, which this network takes in any size.

    Returns
    -------
    model : MobileNetV1
        In training mode; convolutions start as `resnet18`'s.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Computes what timm's ``mobilenetv1_100`` computes, whose weights
    `load_reference_weights` takes: ReLU6 as in the authors' code, where the paper draws
    ReLU. Howard et al., *MobileNets: Efficient Convolutional Neural Networks for Mobile
    Vision Applications* (2017), table 1.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     mobilenet_v1(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return MobileNetV1(
        width_mult=width_mult, num_classes=num_classes, in_channels=in_channels
    )
