"""SqueezeNet: few channels reach the 3×3 kernels, and no dense layer follows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from dlnotes._arguments import as_bool, as_int, as_real
from dlnotes.architectures._input import as_sizes, check_images, smallest_side
from dlnotes.architectures._layers import keeps_shape

Row = tuple[int, int, int]

# Channels and kernel of the first convolution; then a line a stage, which begins with a
# pooling, and a triple a fire module: channels of squeeze, expand 1×1, expand 3×3.
TABLES: dict[str, tuple[tuple[int, int], tuple[tuple[Row, ...], ...]]] = {
    "1.0": (
        (96, 7),
        (
            ((16, 64, 64), (16, 64, 64), (32, 128, 128)),
            ((32, 128, 128), (48, 192, 192), (48, 192, 192), (64, 256, 256)),
            ((64, 256, 256),),
        ),
    ),
    "1.1": (
        (64, 3),
        (
            ((16, 64, 64), (16, 64, 64)),
            ((32, 128, 128), (32, 128, 128)),
            ((48, 192, 192), (48, 192, 192), (64, 256, 256), (64, 256, 256)),
        ),
    ),
}


class Fire(nn.Module):
    r"""Squeeze the channels by a 1×1, then expand them by 1×1 and by 3×3 side by side.

    .. math:: s = \operatorname{relu}(\operatorname{conv}_{1×1}(x)), \qquad
              y = [\operatorname{relu}(\operatorname{conv}_{1×1}(s)),\;
                   \operatorname{relu}(\operatorname{conv}_{3×3}(s))]

    The brackets lay channels behind one another; the 3×3 pads 1, so y keeps the size.

    Parameters
    ----------
    in_channels, squeeze, expand1x1, expand3x3 : int
        Channels of x, of s, and of the two parts of y. One of the parts may be 0: then
        y is the other.
    bypass : bool, optional
        Whether x is added to y where both have as many channels.
    """

    def __init__(
        self,
        in_channels: int,
        squeeze: int,
        expand1x1: int,
        expand3x3: int,
        *,
        bypass: bool = False,
    ) -> None:
        in_channels = as_int("in_channels", in_channels, minimum=1)
        squeeze = as_int("squeeze", squeeze, minimum=1)
        expand1x1 = as_int("expand1x1", expand1x1, minimum=0)
        expand3x3 = as_int("expand3x3", expand3x3, minimum=0)
        bypass = as_bool("bypass", bypass)
        self.out_channels = expand1x1 + expand3x3
        if self.out_channels == 0:
            raise ValueError("expand1x1 and expand3x3 are 0, expected one above 0")
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand = nn.ModuleList()
        if expand1x1:
            self.expand.append(nn.Conv2d(squeeze, expand1x1, 1))
        if expand3x3:
            self.expand.append(nn.Conv2d(squeeze, expand3x3, 3, padding=1))
        self.adds = bypass and keeps_shape(in_channels, self.out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, expand1x1 + expand3x3, H, W)."""
        s = relu(self.squeeze(x))
        y = torch.cat([relu(conv(s)) for conv in self.expand], 1)
        return x + y if self.adds else y


class SqueezeNet(nn.Module):
    """A stem, stages of fire modules, a 1×1 to the classes, the mean of each class.

    Parameters
    ----------
    stages : sequence of sequence of (int, int, int), optional
        Channels of squeeze, expand 1×1 and expand 3×3: a triple a fire module. A stage
        begins with a pooling of 3×3 at stride 2. The default is the paper's table 1.
    stem : (int, int), optional
        Channels and kernel of the first convolution, whose stride is 2.
    num_classes, in_channels, dropout, bypass
        As of `squeezenet1_0`.
    """

    def __init__(
        self,
        stages: Sequence[Sequence[Row]] = TABLES["1.0"][1],
        *,
        stem: tuple[int, int] = TABLES["1.0"][0],
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
        bypass: bool = False,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        dropout = as_real("dropout", dropout, 0, below=1)
        bypass = as_bool("bypass", bypass)
        super().__init__()
        self.in_channels = in_channels
        channels, kernel_size = stem
        self.stem = nn.Sequential(
            nn.Conv2d(in_channels, channels, kernel_size, stride=2), nn.ReLU()
        )
        self.stages = nn.Sequential()
        shrinking = list(self.stem)
        for rows in stages:
            shrinking.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            stage = nn.Sequential(shrinking[-1])
            for row in rows:
                fire = Fire(channels, *row, bypass=bypass)
                stage.append(fire)
                channels = fire.out_channels
            self.stages.append(stage)
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Conv2d(channels, num_classes, 1), nn.ReLU()
        )
        self.smallest_side = smallest_side(shrinking)
        self._initialize()

    def _initialize(self) -> None:
        """He's uniform by fan-in; the last layer normal of 0.01; biases 0."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                if module is self.head[1]:
                    nn.init.normal_(module.weight, 0, 0.01)
                else:
                    nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels, smallest=self.smallest_side)
        x = self.head(self.stages(self.stem(x)))  # (N, num_classes, H', W')
        return x.mean((2, 3))


def squeezenet1_0(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = 0.5,
    bypass: bool = False,
) -> SqueezeNet:
    """Build SqueezeNet 1.0, the network of the paper.

    ============= ========== =============
    name          parameters multiply-adds
    ============= ========== =============
    squeezenet1_0  1,248,424   818,924,576
    squeezenet1_1  1,235,496   349,151,936
    ============= ========== =============

    The last two columns are for 3 channels, 1,000 classes, one image of 224×224.

    Parameters
    ----------
    num_classes : int, optional
        Scores an image gets.
    in_channels : int, optional
        Channels of the images.
    dropout : float, optional
        Share of the last features that training sets to 0.
    bypass : bool, optional
        Whether a fire module with as many channels behind it as before adds what it was
        given: the paper's *simple bypass*, around every second one.

    Returns
    -------
    model : SqueezeNet
        In training mode, initialized as torchvision's. Scores are not negative: ReLU
        stands before the mean.

    Raises
    ------
    TypeError, ValueError
        Where an option is of a wrong kind or out of range; in the forward call where x
        is not (N, in_channels, H, W) of floating-point numbers, or is smaller than the
        poolings need (21 pixels a side; 17 in 1.1).

    Notes
    -----
    Computes what torchvision's network of the same name computes, whose weights
    `load_reference_weights` takes. Poolings round up, as Caffe's do. Source: Iandola et
    al., *SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model
    size* (arXiv:1602.07360), table 1 and figure 2.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     squeezenet1_0(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    stem, stages = TABLES["1.0"]
    return SqueezeNet(
        stages,
        stem=stem,
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
        bypass=bypass,
    )


def squeezenet1_1(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    dropout: float = 0.5,
    bypass: bool = False,
) -> SqueezeNet:
    """Build SqueezeNet 1.1, whose stem is smaller and pools earlier.

    As `squeezenet1_0`; Forrest Iandola's later release, with the same fire modules.
    """
    stem, stages = TABLES["1.1"]
    return SqueezeNet(
        stages,
        stem=stem,
        num_classes=num_classes,
        in_channels=in_channels,
        dropout=dropout,
        bypass=bypass,
    )
