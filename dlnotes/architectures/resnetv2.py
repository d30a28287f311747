"""ResNet v2: normalize and activate before each convolution, add, and leave the sum."""

from collections.abc import Sequence

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


class PreActBottleneck(nn.Module):
    r"""A bottleneck whose sum passes on untouched.

    .. math:: y = F(z) + s, \qquad
              z = \operatorname{relu}(\operatorname{BN}(x))

    F is 1×1, BN, relu, 3×3, BN, relu, 1×1. The shortcut s is x, or, where the shapes of
    x and F(z) differ, a 1×1 convolution of z.

    Parameters
    ----------
    in_channels : int
    channels : int
        A quarter of the channels of y.
    stride : int, optional
        Of the 3×3 convolution, and of the shortcut.
    """

    expansion = 4
    preactivation = True

    def __init__(self, in_channels: int, channels: int, stride: int = 1) -> None:
        super().__init__()
        out_channels = channels * self.expansion
        self.project = not keeps_shape(in_channels, out_channels, stride)
        # first, as in timm, whose weights are matched in order
        self.shortcut: nn.Module = nn.Identity()
        if self.project:
            self.shortcut = conv1x1(in_channels, out_channels, stride)
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.conv1 = conv1x1(in_channels, channels)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = conv3x3(channels, channels, stride)
        self.bn3 = nn.BatchNorm2d(channels)
        self.conv3 = conv1x1(channels, out_channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, 4 channels, H / stride, W / stride)."""
        z = relu(self.bn1(x))
        shortcut = self.shortcut(z if self.project else x)
        y = self.conv1(z)
        y = self.conv2(relu(self.bn2(y)))
        y = self.conv3(relu(self.bn3(y)))
        total: Tensor = y + shortcut
        return total

    @property
    def last(self) -> nn.Conv2d:
        """The layer whose weights of 0 make F(z) = 0."""
        return self.conv3


class ResNetV2(nn.Module):
    """A stem without BatchNorm, four stages, a last BatchNorm, and a linear layer.

    Parameters
    ----------
    layers : sequence of int
        Blocks of each stage.
    num_classes, in_channels, zero_init_residual
        As of `resnetv2_50`.
    """

    def __init__(
        self,
        layers: Sequence[int],
        *,
        num_classes: int = 1000,
        in_channels: int = 3,
        zero_init_residual: bool = False,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        zero_init_residual = as_bool("zero_init_residual", zero_init_residual)
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, 64, 7, stride=2, padding=3, bias=False),
            nn.MaxPool2d(3, stride=2, padding=1),
        )
        block = PreActBottleneck
        self.stages = stages(block, layers, expansion=block.expansion)
        channels = WIDTHS[-1] * block.expansion
        self.bn = nn.BatchNorm2d(channels)
        self.fc = nn.Conv2d(channels, num_classes, 1)
        initialize(self, zero_init_residual=zero_init_residual)
        nn.init.normal_(self.fc.weight, std=0.01)
        assert self.fc.bias is not None
        nn.init.zeros_(self.fc.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.stages(self.stem(x))  # (N, 2048, H / 32, W / 32)
        x = relu(self.bn(x)).mean((2, 3), keepdim=True)
        logits: Tensor = self.fc(x).flatten(1)  # (N, num_classes, 1, 1) before
        return logits


def resnetv2_50(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNetV2:
    """Build ResNet-50 with pre-activation.

    ============ =========== =========== ==============
    name         blocks       parameters  multiply-adds
    ============ =========== =========== ==============
    resnetv2_50  3, 4, 6, 3   25,549,352  4,089,184,256
    resnetv2_101 3, 4, 23, 3  44,541,480  7,801,405,440
    resnetv2_152 3, 8, 36, 3  60,185,128 11,513,626,624
    ============ =========== =========== ==============

    Parameters
    ----------
    num_classes, in_channels
        As of `resnet18`.
    zero_init_residual : bool, optional
        Whether the last convolution of each block starts at 0, so that each block
        without a projection starts as the identity.

    Returns
    -------
    model : ResNetV2

    Raises
    ------
    TypeError, ValueError
        As `resnet18`.

    Notes
    -----
    Computes what timm's network of the same name computes, whose weights
    `load_reference_weights` takes; there, too, the linear layer is a 1×1 convolution,
    and the stride belongs to the 3×3. He et al., *Identity Mappings in Deep Residual
    Networks* (2016), figure 1 (b).

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     resnetv2_50(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return ResNetV2(
        (3, 4, 6, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )


def resnetv2_101(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNetV2:
    """Build ResNet-101 with pre-activation; as `resnetv2_50`."""
    return ResNetV2(
        (3, 4, 23, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )


def resnetv2_152(
    *, num_classes: int = 1000, in_channels: int = 3, zero_init_residual: bool = False
) -> ResNetV2:
    """Build ResNet-152 with pre-activation; as `resnetv2_50`."""
    return ResNetV2(
        (3, 8, 36, 3),
        num_classes=num_classes,
        in_channels=in_channels,
        zero_init_residual=zero_init_residual,
    )
