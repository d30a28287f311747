"""CondenseNet: a DenseNet whose 1×1 convolutions learn what each group reads."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from dlnotes._arguments import as_int, as_real
from dlnotes.architectures._input import as_sizes, check_images
from dlnotes.architectures._layers import initialize
from dlnotes.architectures.learned_group_conv2d import LearnedGroupConv2d

DEPTHS = 4, 6, 8, 10, 8
GROWTH = 8, 16, 32, 64, 128


class DenseLayer(nn.Module):
    """A learned 1×1 to four times the growth, a grouped 3×3; x stands before y.

    Parameters
    ----------
    in_channels, growth, groups, condense_factor, bottleneck, dropout
        As of `CondenseNet`.
    """

    def __init__(
        self,
        in_channels: int,
        growth: int,
        *,
        groups: int,
        condense_factor: int | None,
        bottleneck: int,
        dropout: float,
    ) -> None:
        super().__init__()
        middle = bottleneck * growth
        self.conv1: nn.Module = LearnedGroupConv2d(
            in_channels,
            middle,
            groups,
            condense_factor=condense_factor,
            dropout=dropout,
        )
        self.norm = nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, growth, 3, padding=1, groups=groups, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, in_channels + growth, H, W)."""
        return torch.cat([x, self.conv2(relu(self.norm(self.conv1(x))))], 1)


class CondenseNet(nn.Module):
    """A stem, blocks of dense layers with average pooling between, a linear layer.

    Each dense layer reads what all before it wrote at its size, and what came down from
    the larger sizes: the pooling is the only thing between two blocks.

    Parameters
    ----------
    depths, growth : sequence of int, optional
        Layers of each block, and channels that each of its layers adds.
    num_classes, in_channels, groups, condense_factor, bottleneck, stride, dropout
        As of `condensenet`.
    """

    features: Tensor | None

    def __init__(
        self,
        depths: Sequence[int] = DEPTHS,
        growth: Sequence[int] = GROWTH,
        *,
        num_classes: int = 1000,
        in_channels: int = 3,
        groups: int = 4,
        condense_factor: int | None = None,
        bottleneck: int = 4,
        stride: int = 2,
        dropout: float = 0.0,
    ) -> None:
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        groups = as_int("groups", groups, minimum=1)
        bottleneck = as_int("bottleneck", bottleneck, minimum=1)
        stride = as_int("stride", stride, minimum=1)
        dropout = as_real("dropout", dropout, 0, below=1)
        if len(depths) != len(growth) or not depths:
            raise ValueError(
                f"depths has {len(depths)} numbers and growth {len(growth)}, expected "
                "one for each block"
            )
        super().__init__()
        self.in_channels = in_channels
        channels = 2 * growth[0]
        self.stem = nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False)
        self.blocks = nn.Sequential()
        for i, (depth, more) in enumerate(zip(depths, growth, strict=True)):
            block = nn.Sequential()
            for _ in range(depth):
                layer = DenseLayer(
                    channels,
                    more,
                    groups=groups,
                    condense_factor=condense_factor,
                    bottleneck=bottleneck,
                    dropout=dropout,
                )
                block.append(layer)
                channels += more
            if i < len(depths) - 1:
                block.append(nn.AvgPool2d(2))
            self.blocks.append(block)
        self.smallest = 2 ** (len(depths) - 1) * stride - stride + 1
        self.norm = nn.BatchNorm2d(channels)
        self.register_buffer("features", None)
        self.fc = nn.Linear(channels, num_classes)
        initialize(self)
        nn.init.zeros_(self.fc.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels, smallest=self.smallest)
        x = relu(self.norm(self.blocks(self.stem(x)))).mean((2, 3))
        if self.features is not None:
            x = x[:, self.features]
        logits: Tensor = self.fc(x)
        return logits

    def learned(self) -> list[LearnedGroupConv2d]:
        """Return the layers that learn their groups, in order; none once condensed."""
        return [m for m in self.modules() if isinstance(m, LearnedGroupConv2d)]

    def prune_until(self, progress: float) -> None:
        """Prune as is due when this share of the training is done.

        The f - 1 rounds of a layer fall at equal distances into the first half; in the
        second half what is left is trained.
        """
        progress = as_real("progress", progress, 0)
        for layer in self.learned():
            rounds = layer.factor - 1
            due = min(rounds, int(2 * progress * rounds))
            for _ in range(due - layer.stage):
                layer.prune()

    def group_lasso(self) -> Tensor:
        """Return the sum of the layers' `LearnedGroupConv2d.group_lasso`."""
        return torch.stack([layer.group_lasso() for layer in self.learned()]).sum()

    @torch.no_grad()
    def condense(self, *, classifier: int = 1) -> "CondenseNet":
        """Put ordinary grouped convolutions in the place of the learned ones.

        Parameters
        ----------
        classifier : int, optional
            The linear layer keeps this part of its inputs, those with the largest sums
            of magnitudes: 2 is half. Only with 1 do the logits stay what they are.

        Returns
        -------
        model : CondenseNet
            The same, changed in place. An optimizer of its parameters has to be built
            anew.

        Raises
        ------
        TypeError, ValueError
            Where a layer has not been pruned f - 1 times, and nothing is changed.
        """
        classifier = as_int("classifier", classifier, minimum=1)
        layers = [m for m in self.modules() if isinstance(m, DenseLayer)]
        new = [
            layer.conv1.condensed()
            if isinstance(layer.conv1, LearnedGroupConv2d)
            else layer.conv1
            for layer in layers
        ]
        for layer, conv in zip(layers, new, strict=True):
            layer.conv1 = conv
        if classifier > 1:
            old = self.fc
            kept = old.weight.abs().sum(0).topk(old.in_features // classifier).indices
            kept = kept.sort().values
            self.fc = nn.Linear(len(kept), old.out_features).to(old.weight)
            self.fc.weight.copy_(old.weight[:, kept])
            self.fc.bias.copy_(old.bias)
            self.features = kept if self.features is None else self.features[kept]
        return self


def condensenet(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    depths: Sequence[int] = DEPTHS,
    growth: Sequence[int] = GROWTH,
    groups: int = 4,
    condense_factor: int | None = None,
    bottleneck: int = 4,
    stride: int = 2,
    dropout: float = 0.0,
) -> CondenseNet:
    """Build CondenseNet-74, to be trained, pruned and condensed.

    ====================== ====== =========== ========== =============
    network                groups in training condensed  multiply-adds
    ====================== ====== =========== ========== =============
    CondenseNet-74         4       11,922,680  4,773,944   516,640,576
    CondenseNet-74         8       11,103,608  2,935,416   261,545,792
    CondenseNet-86, CIFAR  4        1,451,594    520,202    62,381,888
    CondenseNet-182, CIFAR 4       13,792,906  4,221,946   493,929,312
    ====================== ====== =========== ========== =============

    Parameters and multiply-adds, those of the condensed network for 3×224×224 with 1000
    classes, and for 3×32×32 with 10.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    depths, growth : sequence of int, optional
        Layers of each block, and channels that each of its layers adds: for CIFAR
        (14, 14, 14) and (8, 16, 32), in CondenseNet-182 (30, 30, 30) and (12, 24, 48).
    groups : int, optional
        G, of the learned 1×1 and of the 3×3 convolutions.
    condense_factor : int, optional
        f: of the inputs of a learned convolution a group keeps one in f. As many as
        groups by default.
    bottleneck : int, optional
        Channels of a layer's middle, in multiples of its growth.
    stride : int, optional
        Of the first convolution: 2 for large images, 1 for CIFAR's.
    dropout : float, optional
        Share of the inputs of the learned convolutions that training sets to 0.

    Returns
    -------
    model : CondenseNet
        In training mode, initialized as torchvision's convolutions.

    Raises
    ------
    TypeError, ValueError
        As `resnet18`; and where groups or condense_factor do not divide the channels.

    Notes
    -----
    Huang et al., *CondenseNet: An Efficient DenseNet using Learned Group Convolutions*
    (2018), table 1, and the authors' code. Between training steps call `prune_until`,
    behind training `condense`, with `classifier=2` for the counts of CondenseNet-74.
    All round to the published parameters. The published 529 and 274 million operations
    (65.8 and 513 for CIFAR) also count one for each ReLU and each pooled pixel.

    Examples
    --------
    >>> model = condensenet(depths=(2, 2), growth=(4, 8), stride=1, num_classes=10)
    >>> model.prune_until(0.5)
    >>> model.condense().blocks[0][0].conv1.conv
    Conv2d(8, 16, kernel_size=(1, 1), stride=(1, 1), groups=4, bias=False)
    """
    return CondenseNet(
        depths,
        growth,
        num_classes=num_classes,
        in_channels=in_channels,
        groups=groups,
        condense_factor=condense_factor,
        bottleneck=bottleneck,
        stride=stride,
        dropout=dropout,
    )
