"""Convolutions that PyTorch does not have, octave and region-aware, as modules."""

from __future__ import annotations

from typing import TypeAlias

from dlnotes._arguments import IntPair, as_bool, as_int, as_pair, as_real
from dlnotes._extras import needs

with needs("torch"):
    import torch
    from torch import Tensor, nn
    from torch.nn import functional as F

__all__ = ["DynamicRegionAwareConv2d", "OctaveConv2d"]

Maps: TypeAlias = Tensor | tuple[Tensor, Tensor]
"""All channels at full resolution, or a pair: those at full and at half of it."""


class OctaveConv2d(nn.Module):
    r"""Convolve channels of which a part is kept at half the resolution.

    .. math:: y_H = w_{HH} \star x_H
                    + \operatorname{up}(w_{LH} \star x_L), \qquad
              y_L = w_{LL} \star x_L
                    + w_{HL} \star \operatorname{mean}(x_H)

    H is the full and L the half resolution, :math:`w_{HL}` leads from H to L,
    :math:`\operatorname{mean}` takes the mean of each 2×2 window and
    :math:`\operatorname{up}` writes each value four times.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of both resolutions together.
    kernel_size : int or pair
        Odd, unless both alphas are 0.
    alpha_in, alpha_out : float, optional
        The share of channels at half resolution, from 0 to below 1; rounded to whole
        channels. At 0 input or output is a single tensor: first and last layer of a
        network, and, if both are, `torch.nn.Conv2d`.
    stride : int, optional
        1 or 2; any where both alphas are 0. Where channels are split, stride 2 takes
        means of 2×2 first and then convolves at stride 1: every second pixel would move
        the two resolutions against each other.
    padding : int or pair, optional
        Half the kernel, (K - 1) / 2, to keep the sizes; any where both alphas are 0.
    bias : bool, optional
        Whether each output channel has a bias.

    Attributes
    ----------
    weight : Parameter
        (C_out, C_in, KH, KW), as in `torch.nn.Conv2d`, whose state dict fits. The high
        channels come first: each path is a block of it.
    bias : Parameter or None

    Raises
    ------
    TypeError, ValueError
        For a bad argument, and from ``forward`` for an input that is no tensor (no pair
        of tensors), has other channels, or whose sizes do not halve evenly.

    Notes
    -----
    At the same α on both sides it takes 1 - 3/4 α (2 - α) times the multiply-adds of
    `torch.nn.Conv2d`, with as many parameters, and its output 1 - 3/4 α of the memory.

    Chen et al. 2019, Drop an Octave (arXiv:1904.05049).

    Examples
    --------
    >>> import torch
    >>> layer = OctaveConv2d(1, 8, 3, alpha_in=0, alpha_out=0.25, padding=1)
    >>> high, low = layer(torch.zeros(2, 1, 28, 28))
    >>> high.shape, low.shape
    (torch.Size([2, 6, 28, 28]), torch.Size([2, 2, 14, 14]))
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntPair,
        *,
        alpha_in: float = 0.5,
        alpha_out: float = 0.5,
        stride: int = 1,
        padding: IntPair = 0,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.in_channels = as_int("in_channels", in_channels, minimum=1)
        self.out_channels = as_int("out_channels", out_channels, minimum=1)
        self.kernel_size = as_pair("kernel_size", kernel_size, minimum=1)
        self.low_in = _low_channels("alpha_in", alpha_in, self.in_channels)
        self.low_out = _low_channels("alpha_out", alpha_out, self.out_channels)
        self.stride = as_int("stride", stride, minimum=1)
        self.padding = as_pair("padding", padding, minimum=0)
        if self.low_in or self.low_out:
            if self.stride > 2:
                raise ValueError(f"stride is {stride}, expected 1 or 2")
            spans = zip(self.padding, self.kernel_size, strict=True)
            if any(2 * p != k - 1 for p, k in spans):
                raise ValueError(
                    f"padding is {padding!r} and kernel_size {kernel_size!r}, expected "
                    "an odd kernel_size and padding (kernel_size - 1) / 2"
                )
        sizes = self.in_channels, self.out_channels, self.kernel_size
        plain = nn.Conv2d(*sizes, bias=as_bool("bias", bias))
        self.weight, self.bias = plain.weight, plain.bias

    def forward(self, x: Maps) -> Maps:
        """Convolve (N, C_in, H, W), or (N, C_high, H, W) and (N, C_low, H/2, W/2).

        A single tensor goes in where alpha_in is 0, and comes out where alpha_out is;
        all may be without N.
        """
        high, low = self._checked(x)
        if low is None and not self.low_out:
            return F.conv2d(high, self.weight, self.bias, self.stride, self.padding)
        strided, first_in = self.stride == 2, self.in_channels - self.low_in
        first_out = self.out_channels - self.low_out  # there the low channels begin
        to_high, to_low = self.weight[:first_out], self.weight[first_out:]
        b = self.bias
        b_high, b_low = (None, None) if b is None else (b[:first_out], b[first_out:])
        high = F.avg_pool2d(high, 2) if strided else high
        y_high = self._conv(high, to_high[:, :first_in], b_high)
        if low is not None:
            from_low = self._conv(low, to_high[:, first_in:])
            y_high = y_high + (from_low if strided else _twice(from_low))
        if not self.low_out:
            return y_high
        y_low = self._conv(F.avg_pool2d(high, 2), to_low[:, :first_in], b_low)
        if low is not None:
            low = F.avg_pool2d(low, 2) if strided else low
            y_low = y_low + self._conv(low, to_low[:, first_in:])
        return y_high, y_low

    def _conv(self, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        return F.conv2d(x, weight, bias, padding=self.padding)

    def _checked(self, x: Maps) -> tuple[Tensor, Tensor | None]:
        """Return high and low channels, if sizes and channels are right."""
        if not self.low_in:
            high, low = _maps("x", x, self.in_channels), None
        elif not isinstance(x, tuple | list) or len(x) != 2:
            raise TypeError(f"x is a {type(x).__name__}, expected a pair: high and low")
        else:
            high = _maps("x[0]", x[0], self.in_channels - self.low_in)
            low = _maps("x[1]", x[1], self.low_in)
            half = (*high.shape[:-3], self.low_in, *(n // 2 for n in high.shape[-2:]))
            if low.shape != half:
                raise ValueError(
                    f"x[1] has shape {tuple(low.shape)}, expected {half}: "
                    f"half of x[0], {tuple(high.shape)}"
                )
        rows, columns = high.shape[-2:]
        unit = 1 if low is None and not self.low_out else 2
        unit *= self.stride if self.low_out else 1
        if rows % unit or columns % unit:
            raise ValueError(
                f"x has {rows} rows and {columns} columns, expected multiples of {unit}"
            )
        return high, low


class DynamicRegionAwareConv2d(nn.Module):
    r"""Convolve each place with the kernel of its region.

    .. math:: y_p = w^{(r_p)} \star x\,|_p + b, \qquad
              r_p = \operatorname{argmax}_r (g \star x)_{r,p}

    The *guide*, a convolution with kernels g, gives each place p one score a region;
    the best wins. The kernels :math:`w^{(r)}` are made from each image: means of KH×KW
    equal parts of it, then two 1×1 convolutions with a sigmoid between them, of which
    the second works by groups, one a region.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, stride, padding
        As in `torch.nn.Conv2d`, for kernels and guide.
    regions : int, optional
        How many kernels an image has.
    bias : bool, optional
        Whether each output channel has a bias, the same at all places.

    Attributes
    ----------
    guide : Conv2d
        From in_channels to regions.
    squeeze, expand : Conv2d
        The two 1×1 convolutions: to regions² channels, and from there, by groups, to
        all kernels.
    bias : Parameter or None

    Raises
    ------
    TypeError, ValueError
        For a bad argument, or an input that is no tensor or has other channels.

    Notes
    -----
    An argmax has no useful gradient. So the backward pass takes the softmax of the
    scores in its place ("straight-through"): a score learns from what each region's
    kernel would have answered.

    All regions' convolutions are computed and one is picked: ``regions`` times one's
    multiply-adds. A kernel written for it needs only the one picked, and the guide.

    Chen et al. 2021, Dynamic Region-Aware Convolution (arXiv:2003.12243).

    Examples
    --------
    >>> import torch
    >>> layer = DynamicRegionAwareConv2d(3, 8, 3, regions=4, padding=1)
    >>> layer(torch.zeros(2, 3, 28, 28)).shape
    torch.Size([2, 8, 28, 28])
    >>> layer.kernels(torch.zeros(2, 3, 28, 28)).shape
    torch.Size([2, 4, 8, 3, 3, 3])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntPair,
        *,
        regions: int = 4,
        stride: IntPair = 1,
        padding: IntPair = 0,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.in_channels = c_in = as_int("in_channels", in_channels, minimum=1)
        self.out_channels = c_out = as_int("out_channels", out_channels, minimum=1)
        self.kernel_size = as_pair("kernel_size", kernel_size, minimum=1)
        self.regions = m = as_int("regions", regions, minimum=1)
        self.stride = as_pair("stride", stride, minimum=1)
        self.padding = as_pair("padding", padding, minimum=0)
        self.guide = nn.Conv2d(c_in, m, self.kernel_size, self.stride, self.padding)
        self.squeeze = nn.Conv2d(c_in, m * m, 1)
        self.expand = nn.Conv2d(m * m, m * c_out * c_in, 1, groups=m)
        fan_in = c_in * self.kernel_size[0] * self.kernel_size[1]
        with torch.no_grad():  # kernels as small as those of a plain convolution
            for parameter in self.expand.parameters():
                parameter.div_(fan_in**0.5)
        self.bias = nn.Parameter(torch.zeros(c_out)) if as_bool("bias", bias) else None

    def kernels(self, x: Tensor) -> Tensor:
        """Return the kernels of each image, (N, regions, C_out, C_in, KH, KW)."""
        _maps("x", x, self.in_channels)
        pooled = F.adaptive_avg_pool2d(x, self.kernel_size)  # (N, C_in, KH, KW)
        made: Tensor = self.expand(torch.sigmoid(self.squeeze(pooled)))
        shape = self.regions, self.out_channels, self.in_channels, *self.kernel_size
        return made.reshape(*x.shape[:-3], *shape)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C_in, H, W), or one image without N."""
        kernels = self.kernels(x)
        scores = self.guide(x)  # (N, regions, OH, OW)
        patches = F.unfold(x, self.kernel_size, 1, self.padding, self.stride)
        flat = kernels.flatten(-3).flatten(-3, -2)  # (N, regions*C_out, C_in*KH*KW)
        shape = self.regions, self.out_channels, *scores.shape[-2:]
        each = (flat @ patches).reshape(*x.shape[:-3], *shape)  # what each would say
        soft, best = scores.softmax(-3), scores.argmax(-3, keepdim=True)
        hard = torch.zeros_like(soft).scatter(-3, best, 1.0)
        mask = hard + (soft - soft.detach())  # hard's value, soft's gradient
        y: Tensor = (mask.unsqueeze(-3) * each).sum(-4)
        return y if self.bias is None else y + self.bias[:, None, None]


def _twice(x: Tensor) -> Tensor:
    """Write each value four times: nearest upsampling to twice the size."""
    return x.repeat_interleave(2, -2).repeat_interleave(2, -1)


def _low_channels(name: str, alpha: float, channels: int) -> int:
    """Return how many channels are low; some, and not all, unless alpha is 0."""
    share = as_real(name, alpha, 0, below=1)
    low = round(share * channels)
    if share and not 0 < low < channels:
        raise ValueError(
            f"{name} is {alpha!r}, which makes {low} of {channels} channels low, "
            f"expected 0 or a share that leaves both kinds"
        )
    return low


def _maps(name: str, x: object, channels: int) -> Tensor:
    """Require a tensor (N, C, H, W) or (C, H, W) with these channels."""
    if not isinstance(x, Tensor):
        raise TypeError(f"{name} is a {type(x).__name__}, expected a tensor")
    if x.ndim not in (3, 4) or x.shape[-3] != channels:
        raise ValueError(
            f"{name} has shape {tuple(x.shape)}, expected (N, {channels}, H, W) "
            f"or ({channels}, H, W)"
        )
    return x
