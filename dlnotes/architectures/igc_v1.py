"""IGCV1: two grouped convolutions whose product lets all channels meet."""

import math
from collections.abc import Callable, Sequence

from torch import Tensor, nn

from dlnotes._arguments import as_int
from dlnotes.architectures._input import as_sizes, check_images
from dlnotes.architectures._layers import (
    conv1x1,
    conv3x3,
    conv_norm,
    initialize,
    stages,
)


class InterleavedConv(nn.Sequential):
    r"""Grouped convolutions, each followed by a shuffle: sparse factors of a dense map.

    .. math:: y = P_n W_n \cdots P_2 W_2\, P_1 W_1\, x

    The first is 3×3, the others 1×1, and nothing else stands between them: y is linear
    in x. The shuffle :math:`P_l` takes one channel of each group of :math:`W_l` in
    turn. Since the product of the `sizes` is `out_channels`, each output channel sees
    each input channel along one path, and the shuffles together change no order.

    Parameters
    ----------
    in_channels, out_channels : int
    stride : int
        Of the first convolution.
    sizes : sequence of int
        Output channels of a group, for each convolution.
    """

    def __init__(
        self, in_channels: int, out_channels: int, stride: int, *, sizes: Sequence[int]
    ) -> None:
        if math.prod(sizes) != out_channels:
            raise ValueError(
                f"sizes is {tuple(sizes)}, with product {math.prod(sizes)}, expected "
                f"the product {out_channels}, the output channels"
            )
        super().__init__()
        for i, size in enumerate(sizes):
            groups = out_channels // size
            if i == 0:
                self.append(conv3x3(in_channels, out_channels, stride, groups))
            else:
                self.append(conv1x1(out_channels, out_channels, groups=groups))
            self.append(nn.ChannelShuffle(groups))


class InterleavedNet(nn.Module):
    """A stem, three stages of n interleaved convolutions, and a linear layer.

    Behind each interleaved convolution stand one BatchNorm and one ReLU. Stages two and
    three start with stride 2 and twice the channels.

    Parameters
    ----------
    sizes : callable
        From in_channels and out_channels to the `sizes` of an `InterleavedConv`.
    width : int
        Channels of the first stage.
    depth : int
        3n + 2: the stem, n a stage, the linear layer.
    num_classes, in_channels
        As of `igc_v1`.
    """

    def __init__(
        self,
        sizes: Callable[[int, int], Sequence[int]],
        *,
        width: int,
        depth: int = 20,
        num_classes: int = 10,
        in_channels: int = 3,
    ) -> None:
        depth = as_int("depth", depth, minimum=5)
        if depth % 3 != 2:
            raise ValueError(f"depth is {depth}, expected 3n + 2: 5, 8, 11, ...")
        num_classes, in_channels = as_sizes(num_classes, in_channels)
        super().__init__()
        self.in_channels = in_channels

        def block(before: int, after: int, stride: int) -> nn.Sequential:
            conv = InterleavedConv(before, after, stride, sizes=sizes(before, after))
            return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU())

        self.stem = conv_norm(in_channels, width, 3, activation=nn.ReLU)
        self.stages = stages(
            block,
            [depth // 3] * 3,
            widths=(width, 2 * width, 4 * width),
            in_channels=width,
        )
        self.fc = nn.Linear(4 * width, num_classes)
        initialize(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits, (N, num_classes), of x, (N, in_channels, H, W)."""
        check_images(x, in_channels=self.in_channels)
        x = self.stages(self.stem(x))  # (N, 4 * width, H / 4, W / 4)
        logits: Tensor = self.fc(x.mean((2, 3)))
        return logits


def igc_v1(
    *,
    num_classes: int = 10,
    in_channels: int = 3,
    primary: int = 24,
    secondary: int = 2,
    depth: int = 20,
) -> InterleavedNet:
    """Build IGCV1 for small images: IGC-L24M2 with 20 layers.

    ======= ========= ===== ========== =============
    primary secondary depth parameters multiply-adds
    ======= ========= ===== ========== =============
    24      2         8         48,442     9,881,472
    24      2         20       155,962    28,755,840
    24      2         38       317,242    57,067,392
    4       8         20       277,546    42,370,304
    ======= ========= ===== ========== =============

    The last column is for one image of 3×32×32.

    Parameters
    ----------
    num_classes : int, optional
        Logits.
    in_channels : int, optional
        Channels of the images.
    primary : int, optional
        Groups L of the 3×3 convolutions, the same in all stages.
    secondary : int, optional
        Groups M of the 1×1 convolutions in the first stage, doubled with the channels.
        The first stage has L·M channels; a secondary group has L.
    depth : int, optional
        3n + 2: the first convolution, n blocks in each of three stages, the linear
        layer. The two convolutions of a block count as one.

    Returns
    -------
    model : InterleavedNet
        In training mode, initialized as `resnet18`.

    Raises
    ------
    TypeError, ValueError
        As `resnet18`.

    Notes
    -----
    Zhang et al., *Interleaved Group Convolutions for Deep Neural Networks* (2017), in
    the plain form of the authors' code. What they publish beside their code are
    networks for ImageNet: 8.61 million parameters for L100M2, which is its layout
    without BatchNorm's, and numbers for L4M32 and L16M16 that their layouts do not
    give.

    Examples
    --------
    >>> igc_v1().stages[0][0][0]
    InterleavedConv(
      (0): Conv2d(48, 48, kernel_size=(3, 3), ..., groups=24, bias=False)
      (1): ChannelShuffle(groups=24)
      (2): Conv2d(48, 48, kernel_size=(1, 1), stride=(1, 1), groups=2, bias=False)
      (3): ChannelShuffle(groups=2)
    )
    """
    primary = as_int("primary", primary, minimum=1)
    secondary = as_int("secondary", secondary, minimum=1)
    return InterleavedNet(
        lambda before, after: (after // primary, primary),
        width=primary * secondary,
        depth=depth,
        num_classes=num_classes,
        in_channels=in_channels,
    )
