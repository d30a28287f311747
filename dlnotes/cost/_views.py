"""What a function's output sees of the input, told from what its arguments see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dlnotes.cost._run import tensors

if TYPE_CHECKING:
    import torch


class Span(NamedTuple):
    """Entry i sees the pixels from ``i * stride + first`` to ``i * stride + last``."""

    first: int
    last: int
    stride: int

    def slid(self, kernel: int, stride: int, padding: int, dilation: int) -> Span:
        """Return what a window's output sees."""
        start = self.first - padding * self.stride
        reach = (kernel - 1) * dilation * self.stride
        return Span(start, self.last - self.first + start + reach, self.stride * stride)


WHOLE = "whole"  # all pixels along the axis
UNKNOWN = "unknown"


@dataclass(frozen=True)
class View:
    """What the entries of a tensor see of the input.

    Attributes
    ----------
    dims : tuple of int or None
        Along which of the input's axes each dimension of the tensor walks.
    spans : tuple of Span or str
        What one entry sees along each axis.
    """

    dims: tuple[int | None, ...]
    spans: tuple[Span | str, ...]

    def seeing(self, what: str, axes: Iterable[int | None] | None = None) -> View:
        """Return a view of which the given axes, or all, are WHOLE or UNKNOWN."""
        chosen = set(range(len(self.spans)) if axes is None else axes)
        return View(
            tuple(None if d in chosen else d for d in self.dims),
            tuple(what if a in chosen else s for a, s in enumerate(self.spans)),
        )


@dataclass(frozen=True)
class Call:
    """A call of a function, with the tensors in it that see the input."""

    func: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    shapes: list[tuple[int, ...]]
    views: list[View]
    out: torch.Tensor

    def view(self) -> View | None:
        """Return what the output sees."""
        name = self.func.__name__.strip("_").removesuffix("_with_indices")
        if name.startswith("new_") or name.endswith("_like"):
            return None
        rule = RULES.get(name, Call.pointwise)
        if len(self.views) > 1 and rule not in SEVERAL:
            rule = Call.unknown
        return rule(self)

    def argument(self, place: int, name: str, default: Any = None) -> Any:
        """Return an argument, given by place or by name."""
        if len(self.args) > place:
            return self.args[place]
        return self.kwargs.get(name, default)

    def pointwise(self) -> View:
        """Join all views of one place: sums, concatenations, activations."""
        joined = None
        for shape, view in zip(self.shapes, self.views, strict=True):
            view = self._aligned(shape, view)
            joined = view if joined is None else _union(joined, view)
        assert joined is not None
        return joined

    def _aligned(self, shape: tuple[int, ...], view: View) -> View:
        """Let dimensions meet from the right; a changed size is not understood."""
        out = tuple(self.out.shape)
        dims = ((None,) * len(out) + view.dims)[len(view.dims) :]
        sizes = ((0,) * len(out) + shape)[len(shape) :]
        changed = [d for d, a, b in zip(dims, sizes, out, strict=True) if a != b]
        lost = {d for d in view.dims if d is not None} - set(dims)
        return View(dims, view.spans).seeing(UNKNOWN, {*changed, *lost} - {None})

    def windowed(self, *window: Any) -> View:
        """Kernel, stride, padding and dilation of each axis."""
        (view,), spans = self.views, list(self.views[0].spans)
        for d, *steps in zip(view.dims[-len(window[0]) :], *window, strict=True):
            if d is not None and isinstance(span := spans[d], Span):
                spans[d] = span.slid(*steps)
        return View(view.dims, tuple(spans))

    def convolution(self) -> View:
        """Slide a kernel; what lies along its channels is summed, hence seen."""
        weight = self.argument(1, "weight")
        kernel = tuple(weight.shape[2:])
        rank = len(kernel)
        stride = _each(self.argument(3, "stride", 1), rank)
        padding = _each(self.argument(4, "padding", 0), rank)
        dilation = _each(self.argument(5, "dilation", 1), rank)
        if padding[0] == "valid":
            padding = (0,) * rank
        elif padding[0] == "same":
            padding = tuple(
                d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True)
            )
        view = self.windowed(kernel, stride, padding, dilation)
        return view.seeing(WHOLE, {view.dims[-rank - 1]} - {None})

    def pooling(self) -> View:
        """Slide a window of the largest or the mean."""
        rank = int(self.func.__name__.partition("pool")[2][0])
        kernel = _each(self.argument(1, "kernel_size"), rank)
        stride = self.argument(2, "stride")
        stride = _each(kernel if stride in (None, [], ()) else stride, rank)
        padding = _each(self.argument(3, "padding", 0), rank)
        by_max = "max" in self.func.__name__
        dilation = _each(self.argument(4, "dilation", 1) if by_max else 1, rank)
        return self.windowed(kernel, stride, padding, dilation)

    def adaptive(self) -> View:
        """Pool to a given size: by equal windows if it divides the input's."""
        rank = int(self.func.__name__.partition("pool")[2][0])
        before, after = self.shapes[0][-rank:], self.out.shape[-rank:]
        kernel = [n // m if m else 1 for n, m in zip(before, after, strict=True)]
        view = self.windowed(kernel, kernel, (0,) * rank, (1,) * rank)
        for d, n, m in zip(view.dims[-rank:], before, after, strict=True):
            if m == 1 or n % m:
                view = view.seeing(WHOLE if m == 1 else UNKNOWN, {d} - {None})
        return view

    def pad(self) -> View:
        """Put more around a map: entry i was entry i - before."""
        (view,), pads = self.views, list(self.argument(1, "pad"))
        spans = list(view.spans)
        for d, before in zip(view.dims[::-1], pads[::2], strict=False):
            if d is not None and isinstance(span := spans[d], Span):
                spans[d] = span.slid(1, 1, before, 1)
        return View(view.dims, tuple(spans))

    def named(self) -> View:
        """Average over dimensions, or exchange them: tried out on odd sizes."""
        import torch

        if len(self.views) > 1:
            return self.pointwise()
        (view,) = self.views
        names = (2, 3, 5, 7, 11, 13)[: len(view.dims)]
        probe = torch.empty(names, device="meta")
        try:
            out = self.func(probe, *self.args[1:], **self.kwargs)
        except Exception:  # whatever a function says to a probe
            return self.unknown()
        walks = dict(zip(names, view.dims, strict=True))
        dims = tuple(walks.get(n) for n in next(tensors(out)).shape)
        gone = set(view.dims) - set(dims) - {None}
        return View(dims, view.spans).seeing(WHOLE, gone)

    def moved(self) -> View:
        """Watch where the coordinates of each axis go: views, slices, flips."""
        import torch

        (view,), (shape,) = self.views, self.shapes
        dims: list[int | None] = [None] * self.out.ndim
        spans = list(view.spans)
        for place, axis in enumerate(view.dims):
            if axis is None:
                continue
            line = torch.arange(shape[place], device="cpu")
            line = line.reshape(-1, *[1] * (len(shape) - place - 1)).expand(shape)
            try:
                where = self.func(line, *self.args[1:], **self.kwargs)
            except Exception:  # an index that lies on another device
                return self.unknown()
            walk, spans[axis] = _walk(where, spans[axis])
            if walk is not None:
                dims[walk] = axis
        return View(tuple(dims), tuple(spans))

    def along(self) -> View:
        """Need all entries of a dimension for each, as softmax does."""
        (view,) = self.views
        dim = self.argument(1, "dim", -1)
        dims = _each(dim, 1) if isinstance(dim, int) else tuple(dim or ())
        return view.seeing(WHOLE, {view.dims[d] for d in dims} - {None})

    def layer_norm(self) -> View:
        """Take statistics over the last dimensions."""
        (view,) = self.views
        size = len(tuple(self.argument(1, "normalized_shape")))
        return view.seeing(WHOLE, set(view.dims[-size:]) - {None})

    def product(self) -> View:
        """Sum over the last dimension, as a linear layer; other products over more."""
        view = self.views[0]
        if len(self.views) > 1 or self.out.ndim != len(view.dims):
            return self.everything()
        return view.seeing(WHOLE, {view.dims[-1]} - {None})

    def everything(self) -> View:
        """Need everything for each entry: attention, statistics over places."""
        seen = self.views[0].seeing(WHOLE)
        return View((None,) * self.out.ndim, seen.spans)

    def unknown(self) -> View:
        """Give up, as where neighbours do not see equally much."""
        seen = self.views[0].seeing(UNKNOWN)
        return View((None,) * self.out.ndim, seen.spans)


def _each(value: Any, rank: int) -> tuple[Any, ...]:
    """Return one value an axis."""
    if not isinstance(value, (tuple, list)):
        return (value,) * rank
    return tuple(value) * (rank if len(value) == 1 else 1)


def _union(a: View, b: View) -> View:
    """Return what two tensors see together."""
    spans: list[Span | str] = []
    for axis, (s, t) in enumerate(zip(a.spans, b.spans, strict=True)):
        if WHOLE in (s, t):
            spans.append(WHOLE)
        elif isinstance(s, str) or isinstance(t, str) or s.stride != t.stride:
            spans.append(UNKNOWN)
        elif (axis in a.dims) != (axis in b.dims):
            spans.append(UNKNOWN)
        else:
            first, last = min(s.first, t.first), max(s.last, t.last)
            spans.append(Span(first, last, s.stride))
    dims = tuple(d if d == e else None for d, e in zip(a.dims, b.dims, strict=True))
    kept = [d for d in a.dims + b.dims if d is not None and d not in dims]
    return View(dims, tuple(spans)).seeing(
        UNKNOWN, {d for d in kept if isinstance(spans[d], Span)}
    )


def _walk(where: torch.Tensor, span: Span | str) -> tuple[int | None, Span | str]:
    """Return the dimension along which coordinates grow, and what an entry sees."""
    grown = [where.diff(dim=d) for d in range(where.ndim)]
    walks = [d for d, steps in enumerate(grown) if steps.any()]
    if len(walks) > 1 or not where.numel():
        return None, UNKNOWN
    if isinstance(span, str):
        return None, span
    start, step = int(where.reshape(-1)[0]) * span.stride, 1
    if walks:
        steps = grown[walks[0]]
        step = int(steps.reshape(-1)[0])
        if (steps != step).any():
            return None, WHOLE
    moved = Span(span.first + start, span.last + start, span.stride * step)
    return (walks[0] if walks else None), moved


_RULES: dict[Callable[[Call], View], str] = {
    Call.convolution: "conv#d",
    Call.pooling: "max_pool#d avg_pool#d",
    Call.adaptive: "adaptive_max_pool#d adaptive_avg_pool#d",
    Call.pad: "pad",
    Call.named: """mean sum amax amin max min std var std_mean var_mean norm prod median
        logsumexp permute transpose movedim moveaxis swapaxes swapdims""",
    Call.moved: """view reshape flatten unflatten ravel squeeze unsqueeze getitem narrow
        select expand flip""",
    Call.along: "softmax log_softmax softmin cumsum",
    Call.layer_norm: "layer_norm rms_norm",
    Call.product: "linear matmul mm",
    Call.everything: """group_norm instance_norm
        bmm einsum baddbmm addmm addbmm bilinear tensordot
        scaled_dot_product_attention multi_head_attention_forward
        lstm gru rnn_tanh rnn_relu""",
    Call.unknown: """conv_transpose#d interpolate upsample grid_sample fold unfold roll
        pixel_shuffle pixel_unshuffle""",
}

RULES = {
    name.replace("#", rank): rule
    for rule, names in _RULES.items()
    for name in names.split()
    for rank in "123"
}
SEVERAL = Call.pointwise, Call.product, Call.everything, Call.named
