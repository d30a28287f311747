"""VGG: one kernel size, blocks that halve the picture, and a table for all depths."""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from dlnotes._arguments import as_bool, as_int, as_real
from dlnotes.architectures._input import as_sizes, check_images, smallest_side

# Table 1 of the paper, and in its notation: kernel side and channels of a convolution.
# A string is a block, and 2×2 max pooling ends each block.
CONFIGURATIONS: dict[str, tuple[str, ...]] = {
    "A": ("3-64", "3-128", "3-256 3-256", "3-512 3-512", "3-512 3-512"),
    "A-LRN": ("3-64 LRN", "3-128", "3-256 3-256", "3-512 3-512", "3-512 3-512"),
    "B": ("3-64 3-64", "3-128 3-128", "3-256 3-256", "3-512 3-512", "3-512 3-512"),
    "C": (
        "3-64 3-64",
        "3-128 3-128",
        "3-256 3-256 1-256",
        "3-512 3-512 1-512",
        "3-512 3-512 1-512",
    ),
    "D": (
        "3-64 3-64",
        "3-128 3-128",
        "3-256 3-256 3-256",
        "3-512 3-512 3-512",
        "3-512 3-512 3-512",
    ),
    "E": (
        "3-64 3-64",
        "3-128 3-128",
        "3-256 3-256 3-256 3-256",
        "3-512 3-512 3-512 3-512",
        "3-512 3-512 3-512 3-512",
    ),
}


class VGG(nn.Module):
    """A network of blocks, from the paper's table or your own.

    Parameters
    ----------
    blocks : sequence of str
        A string a block, as in ``CONFIGURATIONS``: ``"3-64 3-64"`` are two 3×3
        convolutions of 64 channels, with zero padding that keeps the size; ``"LRN"`` is
        local response normalization. ReLU follows each convolution, 2×2 max pooling
        each block.
    num_classes, in_channels, dropout
        As in `vgg11`.
    batch_norm : bool, keyword-only
        Batch normalization between each convolution and its ReLU.
    hidden : int, keyword-only
        Units of each of the first two dense layers.

    Raises
    ------
    TypeError, ValueError
        As in `vgg11`, and for a block that does not read as above.

    Examples
    --------
    >>> import torch
    >>> model = VGG(["3-8", "3-16 3-16"], num_classes=10, in_channels=1, hidden=32)
    >>> model(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        blocks: Sequence[str],
        *,
        num_classes: int = 1000,
        in_channels: int = 3,
        batch_norm: bool = False,
        dropout: float = 0.5,
        hidden: int = 4096,
    ) -> None:
        super().__init__()
        num_classes, self.in_channels = as_sizes(num_classes, in_channels)
        hidden = as_int("hidden", hidden, minimum=1)
        dropout = as_real("dropout", dropout, 0, below=1)
        layers: list[nn.Module] = []
        channels = self.in_channels
        for kernel, width in _read(blocks):
            if kernel:
                layers.append(nn.Conv2d(channels, width, kernel, padding=kernel // 2))
                if as_bool("batch_norm", batch_norm):
                    layers.append(nn.BatchNorm2d(width))
                layers.append(nn.ReLU(inplace=True))
                channels = width
            elif width:  # the paper's alpha is not divided by the window's channels
                layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
            else:
                layers.append(nn.MaxPool2d(2, 2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.classifier = nn.Sequential(
            nn.Linear(channels * 7 * 7, hidden),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        )
        self.smallest_side = smallest_side(self.features)
        self._initialize()

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, num_classes) of images (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels, smallest=self.smallest_side)
        x = self.avgpool(self.features(x))  # (N, C, 7, 7)
        scores: Tensor = self.classifier(torch.flatten(x, 1))
        return scores

    def _initialize(self) -> None:
        """Draw the weights as torchvision draws them; biases begin at zero."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(
                    module.weight, mode="fan_out", nonlinearity="relu"
                )
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, 0, 0.01)
                nn.init.zeros_(module.bias)


def _read(blocks: Sequence[str]) -> list[tuple[int, int]]:
    """Return (kernel, channels) a convolution, (0, 1) for LRN, (0, 0) for pooling."""
    if isinstance(blocks, str) or not isinstance(blocks, Sequence):
        raise TypeError(f"blocks is {blocks!r}, expected a list of strings")
    if not blocks:
        raise ValueError("blocks is empty, expected at least one block")
    layers = []
    for block in blocks:
        words = block.split() if isinstance(block, str) else []
        if not words:
            raise ValueError(f"blocks holds {block!r}, expected such as '3-64 3-64'")
        layers += [(0, 1) if word == "LRN" else _convolution(word) for word in words]
        layers.append((0, 0))
    if not layers[0][0]:
        raise ValueError(f"blocks begins with {blocks[0]!r}, expected a convolution")
    return layers


def _convolution(word: str) -> tuple[int, int]:
    """Return kernel side and channels out of "3-64"."""
    found = re.fullmatch(r"(\d*[13579])-([1-9]\d*)", word)
    if found is None:
        raise ValueError(
            f"blocks holds {word!r}, expected an odd kernel side, a dash and channels, "
            "such as '3-64', or 'LRN'"
        )
    return int(found[1]), int(found[2])


def vgg11(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-11, configuration A: 8 convolutions and 3 dense layers.

    Parameters
    ----------
    num_classes : int, keyword-only
        Scores an image gets.
    in_channels : int, keyword-only
        Channels of an image: 3 are red, green and blue.
    dropout : float, keyword-only
        Probability with which an output of the first two dense layers is zeroed in
        training, from 0 to below 1.

    Returns
    -------
    VGG
        A module from (N, in_channels, H, W) to (N, num_classes), for images of 224×224;
        at other sides the maps are averaged to 7×7 before the dense layers. Initialized
        as torchvision's: convolutions He normal by fan-out, dense layers with a
        standard deviation of 0.01, biases zero.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; from ``forward`` for an input that is no float tensor of
        four axes, has other channels, or has fewer than 32 pixels a side.

    Notes
    -----
    The number counts the layers with weights, the last one included.

    ============ ============= =========== ======================
    builder      configuration parameters  multiply-adds an image
    ============ ============= =========== ======================
    ``vgg11``    A             132,863,336  7.61 billion
    ``vgg13``    B             133,047,848 11.31 billion
    ``vgg16``    D             138,357,544 15.47 billion
    ``vgg19``    E             143,667,240 19.63 billion
    ============ ============= =========== ======================

    With batch normalization, ``vgg11_bn`` to ``vgg19_bn``, two parameters more a
    channel. A-LRN and C are ``VGG(CONFIGURATIONS["C"])``.

    torchvision: ``vgg11`` to ``vgg19_bn``; its state dicts fit by name. Source:
    Simonyan and Zisserman, *Very deep convolutional networks for large-scale image
    recognition* (arXiv:1409.1556), table 1.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     model = vgg11()
    ...     scores = model(torch.empty(1, 3, 224, 224))
    >>> scores.shape, sum(p.numel() for p in model.parameters())
    (torch.Size([1, 1000]), 132863336)
    """
    return _build("A", num_classes, in_channels, dropout)


def vgg13(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-13, configuration B, 10 convolutions; all else as in `vgg11`."""
    return _build("B", num_classes, in_channels, dropout)


def vgg16(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-16, configuration D, 13 convolutions; all else as in `vgg11`."""
    return _build("D", num_classes, in_channels, dropout)


def vgg19(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-19, configuration E, 16 convolutions; all else as in `vgg11`."""
    return _build("E", num_classes, in_channels, dropout)


def vgg11_bn(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-11 with batch normalization; all else as in `vgg11`."""
    return _build("A", num_classes, in_channels, dropout, batch_norm=True)


def vgg13_bn(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-13 with batch normalization; all else as in `vgg11`."""
    return _build("B", num_classes, in_channels, dropout, batch_norm=True)


def vgg16_bn(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-16 with batch normalization; all else as in `vgg11`."""
    return _build("D", num_classes, in_channels, dropout, batch_norm=True)


def vgg19_bn(
    *, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5
) -> VGG:
    """Build VGG-19 with batch normalization; all else as in `vgg11`."""
    return _build("E", num_classes, in_channels, dropout, batch_norm=True)


def _build(
    configuration: str,
    num_classes: int,
    in_channels: int,
    dropout: float,
    *,
    batch_norm: bool = False,
) -> VGG:
    return VGG(
        CONFIGURATIONS[configuration],
        num_classes=num_classes,
        in_channels=in_channels,
        batch_norm=batch_norm,
        dropout=dropout,
    )
