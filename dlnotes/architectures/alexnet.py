"""AlexNet: five convolutions and three dense layers, the net of 2012 and its heirs."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from dlnotes._arguments import as_real, check_choice
from dlnotes.architectures._input import as_sizes, check_images, smallest_side

Row = tuple[int, int, int, int, int]

# A row a convolution: channels, kernel, stride, padding, groups.
TABLES: dict[str, tuple[Row, ...]] = {
    "one_stream": (
        (64, 11, 4, 2, 1),
        (192, 5, 1, 2, 1),
        (384, 3, 1, 1, 1),
        (256, 3, 1, 1, 1),
        (256, 3, 1, 1, 1),
    ),
    "two_gpus": (
        (96, 11, 4, 0, 1),
        (256, 5, 1, 2, 2),
        (384, 3, 1, 1, 1),
        (384, 3, 1, 1, 2),
        (256, 3, 1, 1, 2),
    ),
    "ungrouped": (
        (96, 11, 4, 0, 1),
        (256, 5, 1, 2, 1),
        (384, 3, 1, 1, 1),
        (384, 3, 1, 1, 1),
        (256, 3, 1, 1, 1),
    ),
}
POOLED = (0, 1, 4)  # the convolutions that a pooling of 3×3 at stride 2 follows


class AlexNet(nn.Module):
    """The network that `alexnet` builds, from a table of its convolutions."""

    def __init__(
        self,
        table: tuple[Row, ...],
        *,
        num_classes: int,
        in_channels: int,
        dropout: float,
        as_published: bool,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        layers: list[nn.Module] = []
        for i, (channels, kernel, stride, padding, groups) in enumerate(table):
            layers += [
                nn.Conv2d(
                    in_channels, channels, kernel, stride, padding, groups=groups
                ),
                nn.ReLU(inplace=True),
            ]
            if as_published and i < 2:
                # the paper's alpha, 1e-4, is not divided by the window's 5 channels
                layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
            if i in POOLED:
                layers.append(nn.MaxPool2d(3, 2))
            in_channels = channels
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        hidden: list[nn.Module] = []
        for inputs in (in_channels * 6 * 6, 4096):
            dense = [nn.Linear(inputs, 4096), nn.ReLU(inplace=True)]
            dropped = nn.Dropout(dropout)
            # the paper drops outputs of the hidden layers, torchvision their inputs
            hidden += [*dense, dropped] if as_published else [dropped, *dense]
        self.classifier = nn.Sequential(*hidden, nn.Linear(4096, num_classes))
        self.smallest_side = smallest_side(self.features)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, num_classes) of images (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels, smallest=self.smallest_side)
        x = self.avgpool(self.features(x))  # (N, 256, 6, 6)
        scores: Tensor = self.classifier(torch.flatten(x, 1))
        return scores


def alexnet(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    variant: str = "one_stream",
    dropout: float = 0.5,
) -> AlexNet:
    """Build AlexNet.

    Parameters
    ----------
    num_classes : int, keyword-only
        Scores an image gets.
    in_channels : int, keyword-only
        Channels of an image: 3 are red, green and blue.
    variant : {"one_stream", "two_gpus", "ungrouped"}, keyword-only
        Which AlexNet. ``"one_stream"`` is torchvision's, narrower and for images of
        224×224. ``"two_gpus"`` is the network of 2012, for 227×227: three of its
        convolutions work by halves, one a GPU, and two are followed by local response
        normalization. ``"ungrouped"`` is the same without the halves.
    dropout : float, keyword-only
        Probability with which an entry is zeroed in training, from 0 to below 1: an
        output of the first two dense layers, as in the paper; in one stream an input of
        theirs, as in torchvision.

    Returns
    -------
    AlexNet
        A module from (N, in_channels, H, W) to (N, num_classes), initialized as
        PyTorch initializes its layers. Other sides than the intended one serve as well:
        the maps are averaged to 6×6 before the dense layers.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; from ``forward`` for an input that is no float tensor of
        four axes, has other channels, or is smaller than the convolutions need (63
        pixels a side; 67 without padding in the first layer).

    Notes
    -----
    Parameters 61,100,840 in one stream, 60,965,224 on two GPUs, 62,378,344 ungrouped;
    multiply-adds 0.71, 0.72 and 1.14 billion, an image.

    The paper says 224×224, where the first layer, without padding, would find 54.25
    places a row. The author's later code rounds up, to 55; PyTorch rounds down, so
    the two variants without padding take 227×227.

    torchvision: ``alexnet``; its state dict fits ``"one_stream"`` by name. Source:
    Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional
    neural networks* (2012). The one stream follows Krizhevsky, *One weird trick for
    parallelizing convolutional neural networks* (arXiv:1404.5997), with 256 channels
    in the fourth layer where that paper says 384.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     model = alexnet()
    ...     scores = model(torch.empty(1, 3, 224, 224))
    >>> scores.shape, sum(p.numel() for p in model.parameters())
    (torch.Size([1, 1000]), 61100840)
    """
    check_choice("variant", variant, TABLES)
    num_classes, in_channels = as_sizes(num_classes, in_channels)
    return AlexNet(
        TABLES[variant],
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=as_real("dropout", dropout, 0, below=1),
        as_published=variant != "one_stream",
    )
