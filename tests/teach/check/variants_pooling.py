"""Right and wrong solutions of the exercises on pooling, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.lib.stride_tricks import sliding_window_view


def flat(shape, indices):
    """Count the places on through all maps."""
    n, c, height, width = shape
    first = np.arange(n * c).reshape(n, c, 1, 1) * height * width
    return (indices + first).ravel()


def backward(dy, indices, height, width):
    shape = *dy.shape[:2], height, width
    at = flat(shape, indices)
    dx = np.bincount(at, dy.ravel(), minlength=np.prod(shape))
    return dx.astype(dy.dtype).reshape(shape)


def in_loops(dy, indices, height, width):
    dx = np.zeros((*dy.shape[:2], height, width), dy.dtype)
    for n, c, i, j in np.ndindex(dy.shape):
        row, column = divmod(indices[n, c, i, j], width)
        dx[n, c, row, column] += dy[n, c, i, j]
    return dx


def overwriting(dy, indices, height, width):
    dx = np.zeros((*dy.shape[:2], height, width), dy.dtype)
    for n, c, i, j in np.ndindex(dy.shape):
        row, column = divmod(indices[n, c, i, j], width)
        dx[n, c, row, column] = dy[n, c, i, j]
    return dx


def indexed(dy, indices, height, width):
    dx = np.zeros((*dy.shape[:2], height * width), dy.dtype)
    n, c = np.ogrid[: dy.shape[0], : dy.shape[1]]
    dx[n[..., None], c[..., None], indices.reshape(*dy.shape[:2], -1)] += dy.reshape(
        *dy.shape[:2], -1
    )
    return dx.reshape(*dy.shape[:2], height, width)


def largest(x, kernel_size, stride=1, padding=0, fill=None, function=np.max):
    if fill is None:
        fill = np.iinfo(x.dtype).min if x.dtype.kind == "i" else -np.inf
    around = (0, 0), (0, 0), (padding, padding), (padding, padding)
    wide = np.pad(x, around, constant_values=fill)
    windows = sliding_window_view(wide, (kernel_size, kernel_size), (2, 3))
    return function(windows[:, :, ::stride, ::stride], axis=(4, 5))


def below_all(x, kernel_size, stride=1, padding=0):
    """Shift all above zero, pad by zeros, shift back."""
    low = x.min()
    return largest(x - low, kernel_size, stride, padding, fill=0) + low


def pyramid(x, levels=(1, 2, 4), function=np.max):
    """Cut each axis by its edges; flatten from (N, C, l, l)."""
    parts = []
    for side in levels:
        rows, columns = (
            [(n * i // side, (n * (i + 1) + side - 1) // side) for i in range(side)]
            for n in x.shape[2:]
        )
        level = [
            [function(x[..., a:b, c:d], axis=(2, 3)) for c, d in columns]
            for a, b in rows
        ]
        parts.append(np.array(level).transpose(2, 3, 0, 1).reshape(len(x), -1))
    return np.hstack(parts)


def torch_pyramid(x, levels=(1, 2, 4)):
    maps = torch.tensor(x.copy())
    parts = [F.adaptive_max_pool2d(maps, side).flatten(1) for side in levels]
    return torch.cat(parts, dim=1).numpy()


def strips(x):
    rows = x.sum(axis=-1, keepdims=True) / x.dtype.type(x.shape[-1])
    columns = x.sum(axis=-2, keepdims=True) / x.dtype.type(x.shape[-2])
    return rows + columns


def strips_in_loops(x):
    y = np.empty_like(x)
    for n, c, i, j in np.ndindex(x.shape):
        y[n, c, i, j] = x[n, c, i].mean() + x[n, c, :, j].mean()
    return y


def by_matrices(x, weight, factors, bias):
    matrices = factors.transpose(0, 2, 1) @ factors
    return np.einsum("nc,ocd,nd->no", x, matrices, x) + x @ weight.T + bias


def score_by_score(x, weight, factors, bias):
    y = np.empty((len(x), len(weight)), x.dtype)
    for n, o in np.ndindex(y.shape):
        seen = factors[o] @ x[n]
        y[n, o] = bias[o] + weight[o] @ x[n] + seen @ seen
    return y


RIGHT = {
    "spatial_pyramid_pool": [pyramid, torch_pyramid],
    "strip_pool": [strips, strips_in_loops],
    "factorized_bilinear": [by_matrices, score_by_score],
    "max_pool2d_backward": [backward, in_loops],
    "global_average_pooling": [
        lambda x: x.reshape(*x.shape[:2], -1).mean(axis=-1),
        lambda x: (np.einsum("nchw->nc", x) / np.float64(x[0, 0].size)).astype(
            x.dtype if x.dtype.kind == "f" else float
        ),
    ],
    "max_pool2d_padding": [largest, below_all],
}

WRONG = {
    "spatial_pyramid_pool": [
        (lambda x, levels=(1, 2, 4): pyramid(x, levels, np.mean), "mean of each part"),
        (lambda x, levels=(1, 2, 4): pyramid(x, levels, np.min), None),
        (lambda x, levels=(1, 2, 4): pyramid(x, levels).clip(0), "start at 0"),
        (lambda x, levels=(1, 2, 4): pyramid(x, sorted(levels)), "sort the levels"),
        (lambda x, levels=(1, 2, 4): pyramid(x.swapaxes(2, 3), levels), "exchanged"),
    ],
    "strip_pool": [
        (lambda x: 0.5 * strips(x), "half of the sum"),
        (lambda x: x + strips(x), "x itself as well"),
        (lambda x: strips(x)[:, ::-1], None),
    ],
    "factorized_bilinear": [
        (lambda x, w, f, b: by_matrices(x, w, f, 0 * b), "bias is missing"),
        (lambda x, w, f, b: by_matrices(x, 0 * w, f, b), "linear part"),
        (lambda x, w, f, b: by_matrices(x, w, 0 * f, b), "squares are missing"),
        (lambda x, w, f, b: by_matrices(x, w, f, -b), None),
    ],
    "max_pool2d_backward": [
        (overwriting, "Write += for ="),
        (indexed, "Write += for ="),
        (lambda dy, at, h, w: in_loops(dy, at, h, w)[:, :, ::-1], "reversed"),
        (lambda dy, at, h, w: backward(abs(dy), at, h, w), None),
        (lambda dy, at, h, w: backward(dy, at, h, w).astype(float), "keep that of dy"),
        (lambda dy, at, h, w: backward(0 * dy + 1, at, h, w), "with ones"),
    ],
    "global_average_pooling": [
        (lambda x: x.mean(axis=(2, 3), keepdims=True), "reshape them"),
        (lambda x: x.mean(axis=(1, 2)), "as if the channels stood last"),
        (lambda x: x.mean(axis=(0, 2, 3)), "over the images too"),
        (lambda x: np.median(x, axis=(2, 3)), None),
        (lambda x: x.sum((2, 3), dtype=x.dtype) // x[0, 0].size, "rounds down"),
        (lambda x: x.mean((2, 3)).astype(x.dtype), "integers again"),
    ],
    "max_pool2d_padding": [
        (lambda *a, **how: largest(*a, **how, fill=0), "a zero is larger"),
        (lambda x, *a, **how: largest(1.0 * x, *a, **how), "not one of integers"),
        (lambda *a, **how: largest(*a, **how, fill=-np.inf), "infinity to integer"),
        (lambda *a, **how: largest(*a, **how)[..., ::-1], None),
        (lambda *a, **how: largest(*a, **how, fill=10**6), None),
    ],
}
