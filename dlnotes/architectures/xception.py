"""Xception: separable convolutions with shortcuts, at the size of Inception v3."""

from collections.abc import Sequence

from torch import Tensor, nn

from dlnotes._arguments import as_real
from dlnotes.architectures._input import as_sizes, check_images, smallest_side
from dlnotes.architectures._layers import conv1x1, conv3x3, initialize
from dlnotes.architectures.resnet import projection

BLOCKS = (  # figure 5: channels of the separable convolutions, stride of the pooling
    ((128, 128), 2),
    ((256, 256), 2),
    ((728, 728), 2),
    *[((728, 728, 728), 1)] * 8,
    ((728, 1024), 2),
)


def separable(in_channels: int, out_channels: int) -> nn.Sequential:
    """Return a depthwise 3×3, a pointwise 1×1 without ReLU between, and BatchNorm."""
    return nn.Sequential(
        conv3x3(in_channels, in_channels, groups=in_channels),
        conv1x1(in_channels, out_channels),
        nn.BatchNorm2d(out_channels),
    )


class XceptionBlock(nn.Module):
    """Two or three separable convolutions, each behind a ReLU, beside a shortcut.

    Parameters
    ----------
    in_channels : int
        Channels of x.
    widths : sequence of int
        Channels of each convolution's output; the last are those of y.
    stride : int, optional
        Of the max-pooling behind the convolutions, and of the shortcut.
    """

    def __init__(
        self, in_channels: int, widths: Sequence[int], stride: int = 1
    ) -> None:
        super().__init__()
        self.shortcut = projection(in_channels, widths[-1], stride)
        self.residual = nn.Sequential()
        for width in widths:
            self.residual.append(nn.ReLU())
            self.residual.append(separable(in_channels, width))
            in_channels = width
        if stride > 1:
            self.residual.append(nn.MaxPool2d(3, stride=stride, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, widths[-1], H / stride, W / stride), rounded up."""
        y: Tensor = self.residual(x) + self.shortcut(x)
        return y


class Xception(nn.Module):
    """Two plain convolutions, a table of blocks, two wide separable ones, the mean.

    Parameters
    ----------
    blocks : sequence of (sequence of int, int), optional
        Widths and stride of each block, as in the paper's figure 5.
    num_classes, in_channels, dropout
        As of `xception`.
    """

    def __init__(
        self,
        blocks: Sequence[tuple[Sequence[int], int]] = BLOCKS,
        *,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        dropout = as_real("dropout", dropout, 0, below=1)
        super().__init__()
        self.in_channels = in_channels
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, 32, 3, stride=2, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
        )
        self.smallest = smallest_side(self.stem)
        width = 64
        self.blocks = nn.Sequential()
        for widths, stride in blocks:
            self.blocks.append(XceptionBlock(width, widths, stride))
            width = widths[-1]
        self.head = nn.Sequential(
            separable(width, 1536), nn.ReLU(), separable(1536, 2048), nn.ReLU()
        )
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(2048, num_classes)
        initialize(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W).

        299×299 in the paper; H and W are at least 7.
        """
        check_images(x, in_channels=self.in_channels, smallest=self.smallest)
        x = self.head(self.blocks(self.stem(x)))  # (N, 2048, 10, 10) of 299×299
        logits: Tensor = self.fc(self.dropout(x.mean((2, 3))))
        return logits


def xception(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> Xception:
    """Build Xception.

    ========== =============
    parameters multiply-adds
    ========== =============
    22,855,952 8,357,403,496
    ========== =============

    For 3 channels, 1,000 classes, one image of 299×299.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    dropout : float, optional
        Share of the last features that training sets to 0.

    Returns
    -------
    model : Xception
        In training mode; convolutions start as `resnet18`'s.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers, or is too small.

    Notes
    -----
    Computes what timm's ``legacy_xception`` computes, whose weights
    `load_reference_weights` takes. Chollet, *Xception: Deep Learning with Depthwise
    Separable Convolutions* (2017), figure 5.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     xception(num_classes=10)(torch.empty(2, 3, 71, 71)).shape
    torch.Size([2, 10])
    """
    return Xception(num_classes=num_classes, in_channels=in_channels, dropout=dropout)
