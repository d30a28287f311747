"""Right and wrong solutions of the exercises on SqueezeNet, as for convolutions."""

import numpy as np
import torch
import torch.nn.functional as F

from dlnotes.architectures.squeezenet import Fire


def by_torch(x, squeeze, ones, threes, first=F.relu, order=1):
    x, squeeze, ones, threes = (
        torch.tensor(np.ascontiguousarray(v)) for v in (x, squeeze, ones, threes)
    )
    s = first(F.conv2d(x, squeeze))
    parts = F.conv2d(s, ones).relu(), F.conv2d(s, threes, padding=1).relu()
    return torch.cat(parts[::order], 1).numpy()


def by_windows(x, squeeze, ones, threes):
    s = np.einsum("sc,nchw->nshw", squeeze[:, :, 0, 0], x).clip(0)
    s = np.pad(s, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(s, (3, 3), (2, 3))
    centred = np.zeros((*ones.shape[:2], 3, 3), ones.dtype)
    centred[:, :, 1, 1] = ones[:, :, 0, 0]
    weight = np.concatenate([centred, threes])
    y = np.einsum("nshwij,osij->nohw", windows, weight)
    return np.where(y > 0, y, 0).astype(x.dtype)


def wrapped(x, squeeze, ones, threes):
    s = np.einsum("sc,nchw->nshw", squeeze[:, :, 0, 0], x).clip(0)
    s = np.pad(s, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="wrap")
    large = F.conv2d(torch.tensor(s), torch.tensor(threes)).relu().numpy()
    return np.concatenate(
        [by_torch(x, squeeze, ones, threes)[:, : len(ones)], large], 1
    )


def counted(in_channels, squeeze, ones, threes):
    with torch.device("meta"):
        module = Fire(in_channels, squeeze, ones, threes)
    return sum(p.numel() for p in module.parameters())


def by_hand(in_channels, squeeze, ones, threes, bias=1):
    small = squeeze * (in_channels + bias) + ones * (squeeze + bias)
    return small + threes * (9 * squeeze + bias)


def by_list(modules, squeeze=0.125, threes=0.5, step=128, every=2):
    rows, out = [], 128
    for i in range(1, modules + 1):
        large = round(out * threes)
        rows.append([round(out * squeeze), out - large, large])
        out += step * (i % every == 0)
    return np.array(rows)


def by_arrays(modules, squeeze=0.125, threes=0.5):
    out = 128 * (1 + np.arange(modules) // 2)
    return np.stack([out * squeeze, out * (1 - threes), out * threes], 1).astype(int)


RIGHT = {
    "fire_module": [by_torch, by_windows],
    "fire_parameters": [counted, by_hand],
    "fire_table": [by_list, by_arrays],
}

WRONG = {
    "fire_module": [
        (lambda *a: by_torch(*a, first=lambda s: s), "behind the squeeze is missing"),
        (lambda *a: by_torch(*a, order=-1), "channels of the 3×3 stand first"),
        (lambda *a: by_torch(*a)[::-1].copy() + 1, None),
        (wrapped, None),
    ],
    "fire_parameters": [
        (lambda *a: by_hand(*a, bias=0), "biases are missing"),
        (lambda c, s, e, f: by_hand(c, s, e + f, 0), "counts as 1×1"),
        (lambda *a: by_hand(*a) + 1, None),
    ],
    "fire_table": [
        (lambda *a, **how: by_list(*a, **how, every=1), "Each module grows"),
        (lambda *a, **how: by_list(*a, **how, step=0), "do not grow"),
        (lambda *a, **how: by_list(*a, **how)[:, ::-1].copy(), None),
    ],
}
