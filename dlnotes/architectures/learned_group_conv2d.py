"""A 1×1 convolution that learns which inputs each group of its filters reads."""

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, relu

from dlnotes._arguments import as_int


class LearnedGroupConv2d(nn.Module):
    r"""BatchNorm, ReLU, and a 1×1 convolution that loses inputs while it is trained.

    The filters g, g + G, g + 2G, ... are group g. Each call of `prune` takes from each
    group the in_channels / f inputs with the smallest

    .. math:: \sum_{o \in \text{group}} |w_{oi}|

    of those it still has. After f - 1 calls it keeps in_channels / f, and `condensed`
    returns the same map as an ordinary grouped convolution with a shuffle behind it.

    Parameters
    ----------
    in_channels, out_channels : int
    groups : int
        G, of the filters.
    condense_factor : int, optional
        f; as many as groups by default.
    dropout : float, optional
        Share of the inputs that training sets to 0.
    """

    mask: Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        groups: int,
        *,
        condense_factor: int | None = None,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.groups = as_int("groups", groups, minimum=1)
        self.factor = as_int(
            "condense_factor",
            groups if condense_factor is None else condense_factor,
            minimum=1,
        )
        if in_channels % self.factor or out_channels % self.groups:
            raise ValueError(
                f"in_channels is {in_channels} and out_channels is {out_channels}, "
                f"expected multiples of condense_factor, {self.factor}, and of groups, "
                f"{self.groups}"
            )
        self.norm = nn.BatchNorm2d(in_channels)
        self.dropout = nn.Dropout(dropout)
        self.conv = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.register_buffer("mask", torch.ones(groups, in_channels, dtype=torch.bool))

    @property
    def weight(self) -> Tensor:
        """The weights in use, (out_channels, in_channels, 1, 1), pruned ones at 0."""
        rows = self.mask.repeat(self.conv.out_channels // self.groups, 1)
        return self.conv.weight * rows[:, :, None, None]

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out_channels, H, W) of x, (N, in_channels, H, W)."""
        return conv2d(self.dropout(relu(self.norm(x))), self.weight)

    def _by_group(self) -> Tensor:
        """Return the weights, (filters of a group, G, in_channels)."""
        return self.weight.reshape(-1, *self.mask.shape)  # filter k·G + g is [k, g]

    @property
    def stage(self) -> int:
        """How often it has been pruned: 0 to f - 1."""
        kept = int(self.mask[0].sum())
        return self.factor - kept * self.factor // self.conv.in_channels

    @torch.no_grad()
    def prune(self) -> None:
        """Take in_channels / f inputs from each group; nothing when f - 1 are done."""
        if self.stage >= self.factor - 1:
            return
        size = self._by_group().abs().sum(0)  # (G, in_channels)
        size.masked_fill_(~self.mask, torch.inf)
        number = self.conv.in_channels // self.factor
        self.mask.scatter_(1, size.topk(number, largest=False).indices, False)

    def group_lasso(self) -> Tensor:
        r"""Return the sum over groups and inputs of the root of the sum of squares.

        Its gradient shrinks all weights of a group for an input together, so that what
        pruning takes has become small.
        """
        squares: Tensor = self._by_group().square().sum(0)  # (G, in_channels)
        return squares.clamp(min=1e-6).sqrt().sum()

    @torch.no_grad()
    def condensed(self) -> "CondensedConv2d":
        """Return the same map as a choice of channels and a grouped convolution."""
        if self.stage < self.factor - 1:
            raise ValueError(
                f"the layer has been pruned {self.stage} times, expected "
                f"{self.factor - 1} before it is condensed"
            )
        index = self.mask.nonzero()[:, 1]  # (G * kept), in ascending order by group
        layer = CondensedConv2d(index, self.conv.out_channels, self.groups)
        layer.to(self.conv.weight)
        layer.train(self.training)
        for name, values in self.norm.state_dict().items():
            into = layer.norm.state_dict()[name]
            into.copy_(values[index] if values.ndim else values)
        weight = self.conv.weight.reshape(-1, *self.mask.shape)
        kept = weight.transpose(0, 1).transpose(1, 2)[self.mask]  # (G * kept, O / G)
        kept = kept.reshape(self.groups, -1, kept.shape[1]).transpose(1, 2)
        layer.conv.weight.copy_(kept.reshape(layer.conv.weight.shape))
        return layer


class CondensedConv2d(nn.Module):
    """Pick channels, BatchNorm, ReLU, a grouped 1×1 convolution, a shuffle.

    Parameters
    ----------
    index : torch.Tensor
        The inputs of group 0, of group 1, ...; integers. An input that several groups
        want stands there several times.
    out_channels, groups : int
    """

    index: Tensor

    def __init__(self, index: Tensor, out_channels: int, groups: int) -> None:
        super().__init__()
        self.register_buffer("index", index)
        self.norm = nn.BatchNorm2d(len(index))
        self.conv = nn.Conv2d(len(index), out_channels, 1, groups=groups, bias=False)
        self.shuffle = nn.ChannelShuffle(groups)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, out_channels, H, W) of x, (N, in_channels, H, W)."""
        y: Tensor = self.shuffle(self.conv(relu(self.norm(x[:, self.index]))))
        return y
