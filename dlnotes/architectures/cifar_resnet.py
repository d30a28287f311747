"""ResNet for small images, CIFAR's of 32×32: three stages, no parameter more."""

from torch import Tensor, nn
from torch.nn.functional import pad, relu

from dlnotes._arguments import as_bool, as_int
from dlnotes.architectures._input import as_sizes, check_images
from dlnotes.architectures._layers import conv3x3, initialize


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
    shortcut : bool
        Whether the input is added; without it the net is plain.
    preactivation : bool
        Whether BatchNorm and relu stand before their convolutions (v2).
    """

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int,
        *,
        shortcut: bool,
        preactivation: bool,
    ) -> None:
        super().__init__()
        self.preactivation = preactivation
        self.conv1 = conv3x3(in_channels, channels, stride)
        self.bn1 = nn.BatchNorm2d(in_channels if preactivation else channels)
        self.conv2 = conv3x3(channels, channels)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut: nn.Module | None = None
        if shortcut:
            same = stride == 1 and in_channels == channels
            self.shortcut = (
                nn.Identity() if same else PadShortcut(in_channels, channels, stride)
            )

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), (N, channels, H / stride, W / stride)."""
        if self.preactivation:
            x = self.conv1(relu(self.bn1(x)))
            x = self.conv2(relu(self.bn2(x)))
        else:
            x = relu(self.bn1(self.conv1(x)))
            x = self.bn2(self.conv2(x))
        return x

    def forward(self, x: Tensor) -> Tensor:
        """Return F(x) and what the shortcut adds, in v1 through a last relu."""
        y = self.residual(x)
        if self.shortcut is not None:
            y = y + self.shortcut(x)
        return y if self.preactivation else relu(y)

    @property
    def last(self) -> nn.Module:
        """The layer whose weights of 0 make F(x) = 0."""
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
        shortcut: bool = True,
        preactivation: bool = False,
        zero_init_residual: bool = False,
    ) -> None:
        depth = as_int("depth", depth, minimum=8)
        if depth % 6 != 2:
            raise ValueError(f"depth is {depth}, expected 6n + 2: 8, 14, 20, ...")
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        shortcut = as_bool("shortcut", shortcut)
        preactivation = as_bool("preactivation", preactivation)
        zero_init_residual = as_bool("zero_init_residual", zero_init_residual)
        if zero_init_residual and not shortcut:
            raise ValueError(
                "zero_init_residual is True, shortcut is False, expected a shortcut: "
                "a plain block that starts at 0 never learns"
            )
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(conv3x3(in_channels, 16))
        if not preactivation:
            self.stem.extend([nn.BatchNorm2d(16), nn.ReLU()])
        channels = 16
        self.stages = nn.Sequential()
        for width in (16, 32, 64):
            stage = nn.Sequential()
            for j in range(depth // 6):
                block = CifarBlock(
                    channels,
                    width,
                    2 if width > 16 and j == 0 else 1,
                    shortcut=shortcut,
                    preactivation=preactivation,
                )
                stage.append(block)
                channels = width
            self.stages.append(stage)
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
    shortcut: bool = True,
    preactivation: bool = False,
    zero_init_residual: bool = False,
) -> CifarResNet:
    """Build ResNet-20 for small images, of 9 blocks.

    =============== ========== ========== =============
    name            blocks     parameters multiply-adds
    =============== ========== ========== =============
    cifar_resnet20  3, 3, 3       269,722    40,551,040
    cifar_resnet56  9, 9, 9       853,018   125,485,696
    cifar_resnet110 18, 18, 18  1,727,962   252,887,680
    =============== ========== ========== =============

    The last column is for one image of 3×32×32.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    shortcut : bool, optional
        Whether each block adds its input. Without it the net is plain, with the same
        parameters.
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
    He et al., *Deep Residual Learning for Image Recognition* (2015), section 4.2: where
    a stage begins, the shortcut takes every second pixel and fills the new channels
    with zeros (option A), so shortcuts have no parameters. With a 1×1 convolution and
    BatchNorm there (option B), as in many repositories, each net has 2,752 parameters
    more. Any other depth of 6n + 2 is
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
    shortcut: bool = True,
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
    shortcut: bool = True,
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
