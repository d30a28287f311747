"""ResNet: blocks that add what they computed to what they were given."""

from collections.abc import Sequence
from functools import partial

from torch import Tensor, nn
from torch.nn.functional import relu

from dlnotes._arguments import as_bool
from dlnotes.architectures._input import as_sizes, check_images
from dlnotes.architectures._layers import (
    WIDTHS,
    conv1x1,
    conv3x3,
    initialize,
    keeps_shape,
    stages,
)


def projection(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Return the shortcut: the identity, or a 1×1 convolution where shapes differ."""
    if keeps_shape(in_channels, out_channels, stride):
        return nn.Identity()
    return nn.Sequential(
        conv1x1(in_channels, out_channels, stride), nn.BatchNorm2d(out_channels)
    )


class BasicBlock(nn.Module):
    r"""Two 3×3 convolutions beside a shortcut.

    .. math:: y = \operatorname{relu}(F(x) + s(x)), \qquad
              F = \operatorname{BN} \circ \operatorname{conv} \circ
                  \operatorname{relu} \circ \operatorname{BN} \circ \operatorname{conv}

    The shortcut s is the identity where the shapes of x and F(x) agree.

    Parameters
    ----------
    in_channels, channels : int
        Channels of x, and of y.
    stride : int, optional
        Of the first convolution, and of the shortcut.
    """

    expansion = 1  # channels of y for each channel of the block
    preactivation = False  # v2 puts BatchNorm and relu before the convolutions

    def __init__(self, in_channels: int, channels: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = conv3x3(in_channels, channels, stride)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = conv3x3(channels, channels)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = projection(in_channels, channels, stride)

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), what the block adds to its shortcut."""
        x = relu(self.bn1(self.conv1(x)))
        x = self.bn2(self.conv2(x))
        return x

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, channels, H / stride, W / stride)."""
        return relu(self.residual(x) + self.shortcut(x))

    @property
    def last(self) -> nn.BatchNorm2d:
        """The layer whose weights of 0 make F(x) = 0."""
        return self.bn2


class Bottleneck(nn.Module):
    """A 3×3 convolution on few channels, between two 1×1 convolutions.

    As `BasicBlock`, with F = BN∘1×1∘relu∘BN∘3×3∘relu∘BN∘1×1.

    Parameters
    ----------
    in_channels, channels : int
        Channels of x, and a quarter of those of y.
    stride : int, optional
        Of the 3×3 convolution (the paper: of the first), and of the shortcut.
    groups, width_per_group : int, optional
        Groups of the 3×3 convolution, and how many of its channels each has where
        `channels` is 64 (ResNeXt).
    """

    expansion = 4
    preactivation = False

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        *,
        groups: int = 1,
        width_per_group: int = 64,
    ) -> None:
        super().__init__()
        width = channels * width_per_group // 64 * groups
        out_channels = channels * self.expansion
        self.conv1 = conv1x1(in_channels, width)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width, stride, groups)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = conv1x1(width, out_channels)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.shortcut = projection(in_channels, out_channels, stride)

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), what the block adds to its shortcut."""
        x = relu(self.bn1(self.conv1(x)))
        x = relu(self.bn2(self.conv2(x)))
        x = self.bn3(self.conv3(x))
        return x

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, 4 channels, H / stride, W / stride)."""
        return relu(self.residual(x) + self.shortcut(x))

    @property
    def last(self) -> nn.BatchNorm2d:
        """The layer whose weights of 0 make F(x) = 0."""
        return self.bn3


class ResNet(nn.Module):
    """A stem, four stages of blocks, the mean of each channel, one linear layer.

    Parameters
    ----------
    block : type
        `BasicBlock` or `Bottleneck`.
    layers : sequence of int
        Blocks of each stage.
    num_classes, in_channels : int, optional
    zero_init_residual : bool, optional
        Whether the last BatchNorm of each block starts with a scale of 0, so that every
        block without a projection starts as the identity.
    **options
        Of each block: ResNeXt's `groups` and `width_per_group`.
    """

    def __init__(
        self,
        block: type[BasicBlock | Bottleneck],
        layers: Sequence[int],
        *,
        num_classes: int = 1000,
        in_channels: int = 3,
        zero_init_residual: bool = False,
        **options: int,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        zero_init_residual = as_bool("zero_init_residual", zero_init_residual)
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, 64, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        make = partial(block, **options)
        self.stages = stages(make, layers, expansion=block.expansion)
        self.fc = nn.Linear(WIDTHS[-1] * block.expansion, num_classes)
        initialize(self, zero_init_residual=zero_init_residual)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W).

        224×224 in the paper, any size works.
        """
        check_images(x, in_channels=self.in_channels)
        x = self.stages(self.stem(x))  # (N, 512 * expansion, H / 32, W / 32)
        logits: Tensor = self.fc(x.mean((2, 3)))
        return logits


def resnet18(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNet-18.

    ========= ===== =========== ========== ==============
    name      block blocks      parameters  multiply-adds
    ========= ===== =========== ========== ==============
    resnet18  basic 2, 2, 2, 2  11,689,512  1,814,073,344
    resnet34  basic 3, 4, 6, 3  21,797,672  3,663,761,408
    resnet50  neck  3, 4, 6, 3  25,557,032  4,089,184,256
    resnet101 neck  3, 4, 23, 3 44,549,160  7,801,405,440
    resnet152 neck  3, 8, 36, 3 60,192,808 11,513,626,624
    ========= ===== =========== ========== ==============

    The number in a name counts the convolutions on the longest path, and the linear
    layer. The last two columns are for 3 channels, 1,000 classes, one image of 224×224.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    zero_init_residual : bool, optional
        Whether each block without a projection starts as the identity.

    Returns
    -------
    model : ResNet
        In training mode, initialized as torchvision's.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or below 1; in the forward call where x is
        not (N, in_channels, H, W) of floating-point numbers.

    Notes
    -----
    Computes what torchvision's network of the same name computes, whose weights
    `load_reference_weights` takes. Of a bottleneck the 3×3 convolution has the stride,
    as there ("V1.5"); in He et al., *Deep Residual Learning for Image Recognition*
    (2015), table 1, it is the first 1×1.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     resnet18(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return ResNet(
        BasicBlock,
        (2, 2, 2, 2),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )


def resnet34(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNet-34; as `resnet18`."""
    return ResNet(
        BasicBlock,
        (3, 4, 6, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )


def resnet50(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNet-50; as `resnet18`."""
    return ResNet(
        Bottleneck,
        (3, 4, 6, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )


def resnet101(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNet-101; as `resnet18`."""
    return ResNet(
        Bottleneck,
        (3, 4, 23, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )


def resnet152(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNet:
    """Build ResNet-152; as `resnet18`."""
    return ResNet(
        Bottleneck,
        (3, 8, 36, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )
