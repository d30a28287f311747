"""ResNet for small images, CIFAR's of 32×32: three stages, and three shortcuts."""

from functools import partial

from torch import Tensor, nn
from torch.nn.functional import pad, relu

from dlnotes._arguments import as_bool, as_int, check_choice
from dlnotes.architectures._input import as_sizes, check_images
from dlnotes.architectures._layers import (
    conv1x1,
    conv3x3,
    initialize,
    keeps_shape,
    stages,
)
from dlnotes.architectures.resnet import projection

WIDTHS = (16, 32, 64)
"""Channels of the three stages."""


class PadShortcut(nn.Module):
    """The shortcut without a parameter: every stride-th pixel, and channels of zeros.

    Parameters
    ----------
    in_channels, out_channels : int
        The zeros stand behind the channels of x.
    stride : int
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.extra = out_channels - in_channels
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out_channels, H / stride, W / stride)."""
        x = x[:, :, :: self.stride, :: self.stride]
        return pad(x, (0, 0, 0, 0, 0, self.extra))


class CifarBlock(nn.Module):
    """Two 3×3 convolutions, beside a shortcut or alone.

    Parameters
    ----------
    in_channels, channels, stride : int
        As of `dlnotes.architectures.resnet.BasicBlock`.
    shortcut : {"projection", "padding"} or None
        What is added where shapes differ; with None nothing is, and the net is plain.
    preactivation : bool
        Whether BatchNorm and relu stand before their convolutions (v2).
    """

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int,
        *,
        shortcut: str | None,
        preactivation: bool,
    ) -> None:
        check_choice("shortcut", shortcut, ("projection", "padding"), optional=True)
        super().__init__()
        self.preactivation = preactivation
        self.conv1 = conv3x3(in_channels, channels, stride)
        self.bn1 = nn.BatchNorm2d(in_channels if preactivation else channels)
        self.conv2 = conv3x3(channels, channels)
        self.bn2 = nn.BatchNorm2d(channels)
        same = keeps_shape(in_channels, channels, stride)
        self.project = shortcut == "projection" and not same
        self.shortcut: nn.Module | None
        if shortcut is None:
            self.shortcut = None
        elif same:
            self.shortcut = nn.Identity()
        elif shortcut == "padding":
            self.shortcut = PadShortcut(in_channels, channels, stride)
        elif preactivation:
            self.shortcut = conv1x1(in_channels, channels, stride)
        else:
            self.shortcut = projection(in_channels, channels, stride)

    def enter(self, x: Tensor) -> Tensor:
        """Return z, what the first convolution sees: x, in v2 relu(BN(x))."""
        return relu(self.bn1(x)) if self.preactivation else x

    def residual(self, z: Tensor) -> Tensor:
        """Return F(z), (N, channels, H / stride, W / stride)."""
        z = self.conv1(z)
        if self.preactivation:
            z = self.conv2(relu(self.bn2(z)))
        else:
            z = self.bn2(self.conv2(relu(self.bn1(z))))
        return z

    def forward(self, x: Tensor) -> Tensor:
        """Return F(z) and what the shortcut adds, in v1 through a last relu."""
        z = self.enter(x)
        y = self.residual(z)
        if self.shortcut is not None:
            y = y + self.shortcut(z if self.project else x)
        return y if self.preactivation else relu(y)

    @property
    def last(self) -> nn.Module:
        """The layer whose weights of 0 make F(z) = 0."""
        return self.conv2 if self.preactivation else self.bn2


class CifarResNet(nn.Module):
    """A 3×3 convolution, three stages of n blocks each, and a linear layer.

    Parameters
    ----------
    depth : int
        6n + 2: two convolutions a block, the first convolution, the linear layer.
    num_classes, in_channels, shortcut, preactivation, zero_init_residual
        As of `cifar_resnet20`.
    """

    def __init__(
        self,
        depth: int,
        *,
        num_classes: int = 10,
        in_channels: int = 3,
        shortcut: str | None = "projection",
        preactivation: bool = False,
        zero_init_residual: bool = False,
    ) -> None:
        depth = as_int("depth", depth, minimum=8)
        if depth % 6 != 2:
            raise ValueError(f"depth is {depth}, expected 6n + 2: 8, 14, 20, ...")
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        preactivation = as_bool("preactivation", preactivation)
        zero_init_residual = as_bool("zero_init_residual", zero_init_residual)
        if zero_init_residual and shortcut is None:
            raise ValueError(
                "zero_init_residual is True, shortcut is None, expected a shortcut: "
                "a plain block that starts at 0 never learns"
            )
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(conv3x3(in_channels, 16))
        if not preactivation:
            self.stem.extend([nn.BatchNorm2d(16), nn.ReLU()])
        block = partial(CifarBlock, shortcut=shortcut, preactivation=preactivation)
        self.stages = stages(
            block, [depth // 6] * 3, widths=WIDTHS, in_channels=WIDTHS[0]
        )
        if preactivation:
            self.stages.extend([nn.BatchNorm2d(64), nn.ReLU()])
        self.fc = nn.Linear(64, num_classes)
        initialize(self, zero_init_residual=zero_init_residual)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.stages(self.stem(x))  # (N, 64, H / 4, W / 4)
        logits: Tensor = self.fc(x.mean((2, 3)))
        return logits


def cifar_resnet20(
    *,
    num_classes: int = 10,
    in_channels: int = 3,
    shortcut: str | None = "projection",
    preactivation: bool = False,
    zero_init_residual: bool = False,
) -> CifarResNet:
    """Build ResNet-20 for small images, of 9 blocks.

    =============== ========== ========== =============
    name            blocks     parameters multiply-adds
    =============== ========== ========== =============
    cifar_resnet20  3, 3, 3       272,474    40,813,184
    cifar_resnet56  9, 9, 9       855,770   125,747,840
    cifar_resnet110 18, 18, 18  1,730,714   253,149,824
    =============== ========== ========== =============

    The last column is for one image of 3×32×32.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    shortcut : {"projection", "padding"} or None, optional
        How a block adds its input where shapes differ: through a 1×1 convolution with
        stride and BatchNorm, or every second pixel with channels of zeros behind. With
        None no block adds anything: the net is plain, with the parameters of "padding".
    preactivation : bool, optional
        Whether BatchNorm and relu stand before each convolution (v2).
    zero_init_residual : bool, optional
        Whether each block starts as its shortcut alone.

    Returns
    -------
    model : CifarResNet
        In training mode, initialized as `resnet18`.

    Raises
    ------
    TypeError, ValueError
        As `resnet18`; and where a plain net is to start at 0.

    Notes
    -----
    He et al., *Deep Residual Learning for Image Recognition* (2015), section 4.2, took
    "padding" for CIFAR (their option A): its shortcuts have no parameters. "projection"
    (option B) has 2,752 parameters and 262,144 multiply-adds more, whatever the depth;
    with `preactivation` 2,560 parameters, since there the projection is the convolution
    alone, and sees relu(BN(x)), as in the code of He et al., *Identity Mappings in Deep
    Residual Networks* (2016); "padding" takes x itself. Any other depth of 6n + 2 is
    `dlnotes.architectures.cifar_resnet.CifarResNet`.

    Examples
    --------
    >>> import torch
    >>> cifar_resnet20(in_channels=1)(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return CifarResNet(
        20,
        num_classes=num_classes,
        in_channels=in_channels,
        shortcut=shortcut,
        preactivation=preactivation,
        zero_init_residual=zero_init_residual,
    )


def cifar_resnet56(
    *,
    num_classes: int = 10,
    in_channels: int = 3,
    shortcut: str | None = "projection",
    preactivation: bool = False,
    zero_init_residual: bool = False,
) -> CifarResNet:
    """Build ResNet-56 for small images, of 27 blocks; as `cifar_resnet20`."""
    return CifarResNet(
        56,
        num_classes=num_classes,
        in_channels=in_channels,
        shortcut=shortcut,
        preactivation=preactivation,
        zero_init_residual=zero_init_residual,
    )


def cifar_resnet110(
    *,
    num_classes: int = 10,
    in_channels: int = 3,
    shortcut: str | None = "projection",
    preactivation: bool = False,
    zero_init_residual: bool = False,
) -> CifarResNet:
    """Build ResNet-110 for small images, of 54 blocks; as `cifar_resnet20`."""
    return CifarResNet(
        110,
        num_classes=num_classes,
        in_channels=in_channels,
        shortcut=shortcut,
        preactivation=preactivation,
        zero_init_residual=zero_init_residual,
    )
