"""IGCV3: MobileNetV2 with 1×1 convolutions in two groups and almost twice as deep."""

from torch import Tensor, nn

from dlnotes.architectures._layers import conv_norm, keeps_shape
from dlnotes.architectures.mobilenet_v2 import MobileNetV2

GROUPS = 2
STAGES = (  # expansion, channels, blocks, stride of the first
    (1, 16, 1, 1),
    (6, 24, 4, 2),
    (6, 32, 6, 2),
    (6, 64, 8, 2),
    (6, 96, 6, 1),
    (6, 160, 6, 2),
    (6, 320, 1, 1),
)


class InterleavedResidual(nn.Module):
    r"""An inverted residual whose 1×1 convolutions have two groups, and two shuffles.

    .. math:: F = P_2 \circ \operatorname{project} \circ \operatorname{depthwise} \circ
                  P_1 \circ \operatorname{expand}, \qquad y = F(x) \text{ or } x + F(x)

    ReLU6 follows the depthwise convolution alone. :math:`P_1` hands each group of
    `project` half of each group of `expand`; :math:`P_2` changes the order so that the
    next `expand` finds both groups of `project` in each of its own.

    Parameters
    ----------
    in_channels, expanded, out_channels, stride
        As of `dlnotes.architectures.mobilenet_v2.InvertedResidual`.
    """

    def __init__(
        self, in_channels: int, expanded: int, out_channels: int, *, stride: int = 1
    ) -> None:
        super().__init__()
        self.expand = conv_norm(in_channels, expanded, groups=GROUPS)
        self.shuffle = nn.ChannelShuffle(GROUPS)
        self.depthwise = conv_norm(
            expanded, expanded, 3, stride, groups=expanded, activation=nn.ReLU6
        )
        self.project = conv_norm(expanded, out_channels, groups=GROUPS)
        self.shuffle_back = nn.ChannelShuffle(out_channels // GROUPS)
        self.has_shortcut = keeps_shape(in_channels, out_channels, stride)

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), the block without its shortcut."""
        x = self.depthwise(self.shuffle(self.expand(x)))
        y: Tensor = self.shuffle_back(self.project(x))
        return y

    def forward(self, x: Tensor) -> Tensor:
        """Return y, (N, out_channels, H / stride, W / stride), rounded up."""
        y = self.residual(x)
        return x + y if self.has_shortcut else y


def igc_v3(
    *,
    num_classes: int = 1000,
    in_channels: int = 3,
    width_mult: float = 1.0,
    dropout: float = 0.0,
) -> MobileNetV2:
    """Build IGCV3-D, the deeper one.

    ========== ========== =============
    width_mult parameters multiply-adds
    ========== ========== =============
    1.0         3,491,688   312,970,176
    ========== ========== =============

    Parameters
    ----------
    num_classes, in_channels, width_mult, dropout
        As of `mobilenet_v2`; the authors use no dropout.

    Returns
    -------
    model : MobileNetV2
        With `InterleavedResidual` blocks, in training mode.

    Raises
    ------
    TypeError, ValueError
        As `mobilenet_v2`.

    Notes
    -----
    Sun et al., *IGCV3: Interleaved Low-Rank Group Convolutions for Efficient Deep
    Neural Networks* (2018), as in the authors' code, whose 1×1 convolutions no
    activation follows. They round widths to even numbers; here `width_mult` rounds them
    to multiples of 8, as MobileNetV2's. Their table gives 3.5 million parameters.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):
    ...     igc_v3(num_classes=10)(torch.empty(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """
    return MobileNetV2(
        STAGES,
        block=InterleavedResidual,
        num_classes=num_classes,
        in_channels=in_channels,
        width_mult=width_mult,
        dropout=dropout,
    )
