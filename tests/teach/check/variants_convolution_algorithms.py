"""Right and wrong solutions of the exercises on matrix products.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def strided(x, kernel_size, strides=lambda c, r, k: (c, r, k, r, k)):
    (c, h, w), (kh, kw) = x.shape, kernel_size
    shape = c, kh, kw, h - kh + 1, w - kw + 1
    return as_strided(x, shape, strides(*x.strides))


def shifted(x, weight, read=lambda x, u, v, oh, ow: x[:, u : u + oh, v : v + ow]):
    (_, _, kh, kw), (_, h, w) = weight.shape, x.shape
    oh, ow = h - kh + 1, w - kw + 1
    return sum(
        np.einsum("oc,cij->oij", weight[:, :, u, v], read(x, u, v, oh, ow))
        for u, v in np.ndindex(kh, kw)
    )


def conv2d(x, weight):
    seen = sliding_window_view(x, weight.shape[2:], (1, 2))
    return np.einsum("cijuv,ocuv->oij", seen, weight)


def by_rows(x, weight, order=(0, 3, 1, 2), place=lambda row: row, axis=1):
    out, _, kh, kw = weight.shape
    rows = []
    for i in range(x.shape[1] - kh + 1):
        band = x[:, place(i) : place(i) + kh]
        seen = sliding_window_view(band, kw, 2)  # (C, KH, OW, KW)
        patches = seen.transpose(order).reshape(weight[0].size, -1)
        rows.append(weight.reshape(out, -1) @ patches)
    return np.stack(rows, axis)


def by_row(x, weight):
    out, _, kh, kw = weight.shape
    oh, ow = x.shape[1] - kh + 1, x.shape[2] - kw + 1
    y = np.empty((out, oh, ow), x.dtype)
    for i in range(oh):
        columns = [x[:, i : i + kh, j : j + kw].ravel() for j in range(ow)]
        y[:, i] = weight.reshape(out, -1) @ np.array(columns).T
    return y


def all_patches(x, weight):
    out, _, kh, kw = weight.shape
    seen = sliding_window_view(x, (kh, kw), (1, 2))
    patches = seen.transpose(0, 3, 4, 1, 2).reshape(weight[0].size, -1)
    y = weight.reshape(out, -1) @ patches
    return y.reshape(out, *seen.shape[1:3])


RIGHT = {
    "im2col_strided": [
        strided,
        lambda x, k: sliding_window_view(x, k, (1, 2)).transpose(0, 3, 4, 1, 2),
    ],
    "shift_conv2d": [
        shifted,
        conv2d,
    ],
    "implicit_gemm": [by_row, lambda x, w: by_rows(x, w, (0, 1, 3, 2)), shifted],
}


WRONG = {
    "im2col_strided": [
        (lambda x, k: strided(x, k).copy(), "they are a copy"),
        (lambda x, k: strided(x, k, lambda c, r, w: (c, w, r, r, w)), None),
        (lambda x, k: strided(x, k)[:, ::-1, ::-1], "windows are flipped"),
    ],
    "shift_conv2d": [
        (lambda x, w: shifted(x, w.swapaxes(2, 3)), "taps are transposed"),
        (
            lambda x, w: shifted(x, w, lambda x, u, v, oh, ow: x[:, :oh, :ow]),
            "Nothing is shifted",
        ),
        (lambda x, w: shifted(x, w[:, ::-1]), None),
    ],
    "implicit_gemm": [
        (all_patches, "you hold the patches of the whole image"),
        (lambda x, w: by_rows(x, w, (0, 1, 3, 2), lambda i: 0), "shows the first"),
        (lambda x, w: by_rows(x, w, (0, 3, 1, 2)), "kernel is transposed"),
        (lambda x, w: by_rows(x, w, (1, 3, 0, 2)), "in different orders"),
        (lambda x, w: by_rows(x, w, (0, 1, 2, 3)), "as they lie"),
        (lambda x, w: by_row(x, w)[:, ::-1], None),
    ],
}
