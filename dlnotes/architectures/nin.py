"""NIN: a small dense network slides over the picture, and no dense layer follows."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from dlnotes._arguments import as_real, check_choice
from dlnotes.architectures._input import as_sizes, check_images, smallest_side

Row = tuple[int, int, int, tuple[int, ...], str]

# A row an mlpconv block: kernel, stride and padding of its convolution; the channels of
# the convolution and of the two 1×1 after it; the 3×3 pooling at stride 2 behind the
# block. The last number of a table stands for the classes.
TABLES: dict[str, tuple[Row, ...]] = {
    "imagenet": (
        (11, 4, 0, (96, 96, 96), "max"),
        (5, 1, 2, (256, 256, 256), "max"),
        (3, 1, 1, (384, 384, 384), "max"),
        (3, 1, 1, (1024, 1024, 1000), ""),
    ),
    "cifar": (
        (5, 1, 2, (192, 160, 96), "max"),
        (5, 1, 2, (192, 192, 192), "average"),
        (3, 1, 1, (192, 192, 10), ""),
    ),
}


class NIN(nn.Module):
    """The network that `nin` builds, from a table of its blocks."""

    def __init__(
        self,
        table: tuple[Row, ...],
        *,
        num_classes: int,
        in_channels: int,
        dropout: float,
        dropout_after: tuple[int, ...],
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        layers: list[nn.Module] = []
        channels = in_channels
        for i, (kernel, stride, padding, widths, pooling) in enumerate(table):
            first, second, third = widths
            if i == len(table) - 1:
                third = num_classes
            layers += [
                nn.Conv2d(channels, first, kernel, stride, padding),
                nn.ReLU(inplace=True),
                nn.Conv2d(first, second, 1),
                nn.ReLU(inplace=True),
                nn.Conv2d(second, third, 1),
                nn.ReLU(inplace=True),
            ]
            if pooling == "max":
                layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            elif pooling == "average":
                layers.append(nn.AvgPool2d(3, 2, ceil_mode=True))
            if i in dropout_after:
                layers.append(nn.Dropout(dropout))
            channels = third
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.smallest_side = smallest_side(self.features)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, num_classes) of images (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels, smallest=self.smallest_side)
        x = self.features(x)  # (N, num_classes, H', W')
        return torch.flatten(self.avgpool(x), 1)


def nin(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    variant: str = "imagenet",
    dropout: float = 0.5,
) -> NIN:
    """Build Network in Network.

    An mlpconv block is a convolution and two 1×1 convolutions, each with ReLU: the same
    small dense network at every place. The last block has a channel a class, and the
    mean of a channel over all places is the score of its class.

    Parameters
    ----------
    num_classes : int, keyword-only
        Scores an image gets.
    in_channels : int, keyword-only
        Channels of an image: 3 are red, green and blue.
    variant : {"imagenet", "cifar"}, keyword-only
        Four blocks for 224×224, or three blocks for 32×32.
    dropout : float, keyword-only
        Probability with which an entry is zeroed in training, from 0 to below 1; before
        the last block, and in ``"cifar"`` before the last two.

    Returns
    -------
    NIN
        A module from (N, in_channels, H, W) to (N, num_classes), its convolutions He
        normal by fan-in, biases zero. Scores are not negative: ReLU stands before the
        mean, as in the published models.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; from ``forward`` for an input that is no float tensor of
        four axes, has other channels, or is smaller than the layers need (39 pixels a
        side for ``"imagenet"``, 4 for ``"cifar"``).

    Notes
    -----
    ``"imagenet"``, 1,000 classes: 7,595,176 parameters, 1.10 billion
    multiply-adds an image. ``"cifar"``, 10 classes: 966,986 and 0.22.

    The paper describes the blocks and leaves the widths to its published models, whose
    tables these are: pooling rounds up, as Caffe's does. torchvision has no twin.
    Source: Lin, Chen and Yan, *Network in network* (arXiv:1312.4400), and the model
    definitions that its authors gave to the Caffe model zoo.

    Examples
    --------
    >>> import torch
    >>> model = nin(num_classes=10, variant="cifar")
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    >>> sum(p.numel() for p in model.parameters())
    966986
    """
    check_choice("variant", variant, TABLES)
    num_classes, in_channels = as_sizes(num_classes, in_channels)
    return NIN(
        TABLES[variant],
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=as_real("dropout", dropout, 0, below=1),
        dropout_after=(2,) if variant == "imagenet" else (0, 1),
    )
