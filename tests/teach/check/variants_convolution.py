"""Right and wrong solutions of the exercises on convolutions, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import itertools

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlnotes import convolution


def size(n, k, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


def padded(x, padding):
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def windows(x, kernel_size, stride=1, padding=0):
    views = sliding_window_view(padded(x, padding), kernel_size, (2, 3))
    return views[:, :, ::stride, ::stride]  # (N, C, OH, OW, KH, KW)


def conv2d(x, weight, bias=None, stride=1, padding=0):
    seen = windows(x, weight.shape[2:], stride, padding)
    y = np.einsum("ncijuv,ocuv->noij", seen, weight)
    return y if bias is None else y + bias.reshape(-1, 1, 1)


def by_product(x, weight, bias=None, stride=1, padding=0):
    seen = windows(x, weight.shape[2:], stride, padding)
    n, c, oh, ow, kh, kw = seen.shape
    columns = seen.transpose(0, 2, 3, 1, 4, 5).reshape(n, oh * ow, c * kh * kw)
    y = columns @ weight.reshape(len(weight), -1).T
    y = y.swapaxes(1, 2).reshape(n, -1, oh, ow)
    return (
        y + (0 if bias is None else bias[:, None, None]).astype(x.dtype)
        if (bias is not None)
        else y
    )


def conv_transpose2d(x, weight, stride=1, padding=0, *, crop=lambda k, p: k - 1 - p):
    """Insert zeros, then convolve with what ``crop`` gives as padding."""
    n, c, h, w = x.shape
    spread = np.zeros((n, c, (h - 1) * stride + 1, (w - 1) * stride + 1), x.dtype)
    spread[..., ::stride, ::stride] = x
    for axis, k in zip((2, 3), weight.shape[2:], strict=True):
        p = crop(k, padding)
        around = [(0, 0)] * 4
        around[axis] = (max(p, 0), max(p, 0))
        spread = np.pad(spread, around)
        cut = max(-p, 0)
        spread = spread.take(range(cut, spread.shape[axis] - cut), axis)
    return conv2d(spread, weight[..., ::-1, ::-1].swapaxes(0, 1))


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    seen = windows(x, weight.shape[2:], stride, padding)
    dx = np.zeros_like(padded(x, padding))
    oh, ow = dy.shape[2:]
    for u, v in np.ndindex(weight.shape[2:]):
        rows = slice(u, u + (oh - 1) * stride + 1, stride)
        columns = slice(v, v + (ow - 1) * stride + 1, stride)
        back = np.einsum("noij,oc->ncij", dy, weight[:, :, u, v])
        dx[:, :, rows, columns] += back
    h, w = x.shape[2:]
    dx = dx[:, :, padding : padding + h, padding : padding + w]
    return dx, np.einsum("noij,ncijuv->ocuv", dy, seen), np.einsum("noij->o", dy)


def gradients(change):
    """Change some of the right gradients."""

    def wrong(dy, x, weight, **how):
        return change(*conv2d_backward(dy, x, weight, **how), dy, x, weight)

    return wrong


def channels_exchanged(dx, dw, db, dy, x, w):
    """Return dx as by a kernel whose channels are exchanged, where that is possible."""
    if w.shape[0] == w.shape[1] > 1:
        dx = conv2d_backward(dy, x, w.swapaxes(0, 1))[0]
    return dx, dw, db


def im2col(x, kernel_size, stride=1, padding=0, axes=(0, 1, 4, 5, 2, 3)):
    seen = windows(x, kernel_size, stride, padding)
    n, c, oh, ow, kh, kw = seen.shape
    return seen.transpose(axes).reshape(n, c * kh * kw, oh * ow)


def separable(x, depthwise, pointwise, stride=1):
    maps = [
        conv2d(channel[None, None], kernel[None, None], stride=stride)[0, 0]
        for channel, kernel in zip(x, depthwise, strict=True)
    ]
    return np.einsum("oc,cij->oij", pointwise, np.stack(maps))


def separable_at_once(x, depthwise, pointwise, stride=1):
    return conv2d(
        x[None], np.einsum("oc,cuv->ocuv", pointwise, depthwise), stride=stride
    )[0]


def dealt(x, groups):
    size = x.shape[1] // groups
    return x[:, [g * size + k for k in range(size) for g in range(groups)]]


def in_blocks(weight, groups, order=lambda group: group):
    size = weight.shape[1]
    dense = np.zeros((len(weight), groups * size, *weight.shape[2:]), weight.dtype)
    for group, outputs in enumerate(np.split(np.arange(len(weight)), groups)):
        start = order(group) * size
        dense[outputs, start : start + size] = weight[outputs]
    return dense


def stuffed(weight, dilation):
    comb = np.zeros((dilation, dilation), weight.dtype)
    comb[0, 0] = 1
    wide = np.kron(weight, comb)
    return wide[..., : wide.shape[2] - dilation + 1, : wide.shape[3] - dilation + 1]


def inserted(weight, dilation):
    for axis in (2, 3):
        places = np.repeat(np.arange(1, weight.shape[axis]), dilation - 1)
        weight = np.insert(weight, places, 0, axis=axis)
    return weight


def from_above(kernel_sizes, strides, dilations):
    field = 1
    for k, s, d in reversed(list(zip(kernel_sizes, strides, dilations, strict=True))):
        field = (field - 1) * s + d * (k - 1) + 1
    return field


def ways(dilations):
    half = sum(dilations)
    found = np.zeros(2 * half + 1, int)
    for signs in itertools.product((-1, 0, 1), repeat=len(dilations)):
        found[half + np.dot(signs, dilations)] += 1
    return found


def ways_by_shifts(dilations):
    half = sum(dilations)
    counts = np.eye(1, 2 * half + 1, half, dtype=np.int64)[0]
    for d in dilations:
        counts = counts + np.roll(counts, d) + np.roll(counts, -d)
    return counts


def shuffled(x, r, order="nchawb"):
    axes = "ncabhw"
    n, c, h, w = x.shape
    parts = x.reshape(n, c // r**2, r, r, h, w)
    moved = np.einsum(f"{axes}->{order}", parts)
    return moved.reshape(n, c // r**2, h * r, w * r).copy()


def shuffled_in_loops(x, upscale_factor, row=lambda k, r: k // r % r):
    n, c, h, w = x.shape
    r = upscale_factor
    y = np.zeros((n, c // r**2, h * r, w * r), x.dtype)
    for k in range(c):
        y[:, k // r**2, row(k, r) :: r, k % r :: r] = x[:, k]
    return y


def overlap(size, kernel_size, stride, more=0, first=0):
    length = (size - 1) * stride + kernel_size + more
    places = np.arange(length)[:, None] - stride * np.arange(size)
    return ((places >= first) & (places < kernel_size)).sum(axis=1)


def tent(factor, power=1, away=0.0):
    size = 2 * factor - factor % 2
    line = 1 - abs(np.arange(size) - (size - 1) / 2 - away) / factor
    return line[:, None] ** power * line**power


def two_boxes(factor):
    """A tent is a box that slides over a box, with half pixels where it must."""
    ends = [] if factor % 2 else [0.5]
    slid = np.ones(factor - len(ends))
    line = np.convolve(np.ones(factor), [*ends, *slid, *ends]) / factor
    return np.outer(line, line)


RIGHT = {
    "pixel_shuffle": [shuffled, shuffled_in_loops],
    "stamp_overlap": [
        overlap,
        lambda size, kernel_size, stride: (
            convolution.conv_transpose2d(
                np.ones((1, 1, 1, size)),
                np.ones((1, 1, 1, kernel_size)),
                stride=(1, stride),
            )
            .ravel()
            .astype(int)
        ),
    ],
    "bilinear_kernel": [tent, two_boxes],
    "channel_shuffle": [
        dealt,
        lambda x, groups: np.concatenate(
            [x[:, k :: x.shape[1] // groups] for k in range(x.shape[1] // groups)], 1
        ),
    ],
    "depthwise_separable": [separable, separable_at_once],
    "grouped_to_dense": [
        in_blocks,
        lambda weight, groups: (
            weight.reshape(groups, -1, 1, *weight.shape[1:])
            * np.eye(groups, dtype=weight.dtype)[:, None, :, None, None, None]
        ).reshape(len(weight), -1, *weight.shape[2:]),
    ],
    "output_size": [
        lambda n, k, stride=1, padding=0, dilation=1: (
            (n + 2 * padding + dilation - dilation * k + stride - 1) // stride
        ),
        lambda *a, **how: np.int32(size(*a, **how)),
        lambda *a, **how: np.uint8(size(*a, **how)),
    ],
    "conv2d": [conv2d, by_product],
    "im2col": [im2col, lambda *a, **how: im2col(*a, **how).copy(order="F")],
    "conv2d_backward": [
        conv2d_backward,
        lambda *a, **how: list(conv2d_backward(*a, **how)),
    ],
    "conv_transpose2d": [
        conv_transpose2d,
        lambda x, weight, **how: convolution.conv_transpose2d(x, weight, **how),
    ],
    "zero_stuffed_kernel": [stuffed, inserted],
    "receptive_field": [from_above, lambda *a: np.int64(from_above(*a))],
    "dilated_coverage": [ways, ways_by_shifts],
}


WRONG = {
    "pixel_shuffle": [
        (lambda x, r: shuffled(x, r, "nchbwa"), "Rows and columns of each block"),
        (lambda x, r: shuffled(x, r, "ncabhw"), "reshape alone"),
        (lambda x, r: shuffled(x, r, "ncahbw"), "side by side"),
        (
            lambda x, r: shuffled_in_loops(x, r, lambda k, r: r - 1 - k // r % r),
            "upside down",
        ),
        (lambda x, r: shuffled(x, r) + 1, None),
        (lambda x, r: shuffled(x, r).astype(np.float64), "dtype is float64"),
    ],
    "stamp_overlap": [
        (lambda n, k, s: np.minimum(overlap(n, k, s), 1), "counted once at most"),
        (lambda n, k, s: overlap(n, k, s)[: n * s], "too short"),
        (lambda n, k, s: overlap(n, k, 1), "Stride is ignored"),
        (lambda n, k, s: overlap(n, k, s, more=1), "shape"),
        (lambda n, k, s: overlap(n + 2, k, s)[s:-s], "the counts inside only"),
        (lambda n, k, s: np.full((n - 1) * s + k, k // s), "kernel_size / stride"),
        (lambda n, k, s: np.full((n - 1) * s + k, k / s), None),
        (lambda n, k, s: overlap(n, k, s) + 1, None),
    ],
    "bilinear_kernel": [
        (lambda f: tent(f) / tent(f).sum(), "sum to 1"),
        (lambda f: tent(f, away=0.5 - f % 2 / 2), "K // 2"),
        (lambda f: tent(f, power=2), None),
        (lambda f: tent(f)[0] / tent(f)[0, 0], "shape"),
    ],
    "channel_shuffle": [
        (lambda x, groups: dealt(x, x.shape[1] // groups), "the shuffle's inverse"),
        (
            lambda x, groups: x.reshape(len(x), -1, groups, *x.shape[2:]).reshape(
                x.shape
            ),
            "Nothing moved",
        ),
        (lambda x, groups: np.roll(x, groups, axis=1), None),
        (lambda x, groups: dealt(x, groups)[:, ::-1], None),
    ],
    "depthwise_separable": [
        (
            lambda x, d, p, stride=1: separable(x, d[:, ::-1, ::-1], p, stride),
            "kernels are flipped",
        ),
        (
            lambda x, d, p, stride=1: separable(x, d, p)[:, ::stride, ::stride][
                :, ::stride, ::stride
            ],
            "stride twice",
        ),
        (
            lambda x, d, p, stride=1: separable(x, d * 0 + d[0], p, stride),
            "with the first kernel",
        ),
        (lambda x, d, p, stride=1: separable(x, d.mT, p, stride), None),
        (lambda x, d, p, stride=1: separable(x, d, abs(p), stride), None),
    ],
    "grouped_to_dense": [
        (lambda weight, groups: np.tile(weight, (1, groups, 1, 1)), "zeros there"),
        (
            lambda weight, groups: in_blocks(weight, groups, lambda g: groups - 1 - g),
            "run backwards",
        ),
        (lambda weight, groups: in_blocks(weight[:, ::-1], groups), None),
        (lambda weight, groups: in_blocks(weight[::-1], groups), None),
    ],
    "zero_stuffed_kernel": [
        (lambda w, d: inserted(w, d + 1), "it is one less"),
        (lambda w, d: w.repeat(d, axis=2).repeat(d, axis=3), "copies of the taps"),
        (lambda w, d: stuffed(w, d)[..., ::-1, ::-1], None),
        (lambda w, d: stuffed(w, d).astype(np.float64), "dtype is float64"),
    ],
    "receptive_field": [
        (lambda *a: from_above(*a) - 1, "The + 1 is missing"),
        (lambda k, s, d: from_above(k, s, [1] * len(k)), "Dilation is ignored"),
        (lambda k, s, d: from_above(k, [1] * len(k), d), "Strides are ignored"),
        (lambda k, s, d: from_above(k[::-1], s[::-1], d[::-1]), None),
        (lambda k, s, d: sum(k), None),
    ],
    "dilated_coverage": [
        (lambda d: (ways(d) > 0).astype(int), "not on how many ways"),
        (lambda d: ways([n + 1 for n in d]), "it is one less"),
        (lambda d: ways(d) * 2, None),
        (lambda d: ways(d[-1:]), None),
    ],
    "output_size": [
        (lambda *a, **how: float(size(*a, **how)), "but a float"),
        (lambda *a, **how: max(size(*a, **how), 2), None),
        (lambda n, k, stride=1, padding=0, dilation=1: n // stride, None),
        (
            lambda n, k, stride=1, padding=0, dilation=1: (
                (n + 2 * padding - dilation * (k - 1)) // stride
            ),
            None,
        ),
        (
            lambda n, k, stride=1, padding=0, dilation=1: size(
                n, k, stride, padding * dilation, dilation
            ),
            None,
        ),
        (
            lambda n, k, stride=1, padding=0, dilation=1: round(
                (n + 2 * padding - dilation * (k - 1) - 1) / stride + 1
            ),
            None,
        ),
    ],
    "conv2d": [
        (
            lambda x, w, *b, **how: conv2d(x, w.swapaxes(2, 3), *b, **how),
            "kernel is transposed",
        ),
        (
            lambda x, w, *b, **how: conv2d(x, w[..., ::-1, ::-1].mT, *b, **how),
            None,
        ),
        (
            lambda x, w, b=None, **how: conv2d(x, w[..., ::-1, ::-1], b, **how),
            "your kernel is flipped",
        ),
        (
            lambda x, w, *b, **how: conv2d(x, w[..., ::-1], *b, **how),
            "flipped along one axis",
        ),
        (lambda x, w, *b, **how: conv2d(abs(x), w, *b, **how), None),
    ],
    "im2col": [
        (lambda *a, **how: im2col(*a, **how)[:, ::-1], "reversed along axis 1"),
        (
            lambda *a, **how: im2col(*a, **how, axes=range(6)),
            "bring KH and KW before OH and OW",
        ),
        (lambda *a, **how: im2col(*a, **how, axes=(0, 4, 5, 1, 2, 3)), "fastest"),
        (lambda *a, **how: im2col(*a, **how).astype(np.float64), "dtype is float64"),
        (lambda *a, **how: im2col(*a, **how).mT, "im2row"),
    ],
    "conv2d_backward": [
        (gradients(lambda dx, dw, db, *_: (dx, dw, db[:, None])), "reshape them"),
        (
            gradients(lambda dx, dw, db, dy, *_: (dx, dw, dy.sum((0, 2)))),
            "dbias has shape",
        ),
        (
            gradients(lambda dx, dw, db, *_: (dw, dx, db)),
            "in another order: dx, dweight, dbias",
        ),
        (gradients(lambda dx, dw, db, *_: (dx, dw, -db)), "the right one times -1"),
        (gradients(channels_exchanged), None),
        (
            gradients(lambda dx, dw, db, dy, x, w: (dx / len(x), dw / len(x), db)),
            None,
        ),
    ],
    "conv_transpose2d": [
        (
            lambda *a, **how: conv_transpose2d(
                *a, **how, crop=lambda k, p: max(k - 1 - p, 0)
            ),
            "cuts more than the kernel",
        ),
        (
            lambda *a, **how: conv_transpose2d(*a, **how, crop=lambda k, p: k - 1 + p),
            "Padding is added",
        ),
        (
            lambda x, weight, **how: conv_transpose2d(
                x, weight[..., ::-1, ::-1], **how
            ),
            "kernel is flipped",
        ),
        (lambda x, weight, **how: conv_transpose2d(x, weight.mT, **how), None),
    ],
}
