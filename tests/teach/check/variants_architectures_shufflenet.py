"""Right and wrong solutions of the exercises on ShuffleNet, as for convolutions."""

import numpy as np
import torch
import torch.nn.functional as F


def unit(x, reduce, depthwise, expand, groups, shuffle=F.channel_shuffle, last=F.relu):
    x, reduce, depthwise, expand = (
        torch.tensor(np.array(v)) for v in (x, reduce, depthwise, expand)
    )
    y = shuffle(F.conv2d(x, reduce, groups=groups).relu(), groups)
    y = F.conv2d(y, depthwise, padding=1, groups=len(depthwise))
    return last(x + F.conv2d(y, expand, groups=groups)).numpy()


def by_slices(x, reduce, depthwise, expand, groups):
    """A dense convolution a group, and the channels dealt out by their numbers."""

    def grouped(x, weight):
        parts = zip(np.split(x, groups, 1), np.split(weight, groups), strict=True)
        return np.concatenate(
            [np.einsum("nchw,oc->nohw", p, w[:, :, 0, 0]) for p, w in parts], 1
        )

    y = np.where((z := grouped(x, reduce)) > 0, z, 0)
    size = y.shape[1] // groups
    y = y[:, [g * size + k for k in range(size) for g in range(groups)]]
    y = np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(y, (3, 3), (2, 3))
    y = np.einsum("nchwij,cij->nchw", windows, depthwise[:, 0])
    return np.clip(x + grouped(y, expand), 0, None).astype(x.dtype)


def split(x, reduce, depthwise, expand, turn=1, last=F.relu):
    x, reduce, depthwise, expand = (
        torch.tensor(np.array(v)) for v in (x, reduce, depthwise, expand)
    )
    rests, y = x.chunk(2, 1)
    y = F.conv2d(y, reduce).relu()
    y = F.conv2d(y, depthwise, padding=1, groups=len(depthwise))
    y = last(F.conv2d(y, expand))
    return torch.stack((rests, y)[::turn], 2).flatten(1, 2).numpy()


def interleaved(x, *weights):
    half = x.shape[1] // 2
    y = np.empty_like(x)
    y[:, ::2], y[:, 1::2] = x[:, :half], split(x, *weights)[:, 1::2]
    return y


def counted(height, width, channels, middle, groups):
    """Each weight works once a pixel."""
    with torch.device("meta"):
        layers = (
            torch.nn.Conv2d(channels, middle, 1, groups=groups),
            torch.nn.Conv2d(middle, middle, 3, groups=middle),
            torch.nn.Conv2d(middle, channels, 1, groups=groups),
        )
    return sum(layer.weight.numel() for layer in layers) * height * width


def by_hand(height, width, channels, middle, groups, kernel=9):
    return (2 * (channels // groups) * middle + kernel * middle) * height * width


RIGHT = {
    "shuffle_unit": [unit, by_slices],
    "split_unit": [split, interleaved],
    "shuffle_unit_macs": [counted, by_hand],
}

WRONG = {
    "shuffle_unit": [
        (lambda *a: unit(*a, shuffle=lambda y, g: y), "shuffle is missing"),
        (
            lambda *a: unit(
                *a, shuffle=lambda y, g: F.channel_shuffle(y, len(y[0]) // g)
            ),
            "which is the inverse",
        ),
        (lambda *a: unit(*a, last=lambda y: y), "last ReLU is missing"),
        (lambda *a: unit(*a, shuffle=lambda y, g: y.flip(1)), None),
    ],
    "split_unit": [
        (lambda *a: split(*a, turn=-1), "join the other way"),
        (lambda *a: split(*a, last=lambda y: y), "behind the last 1×1 is missing"),
        (lambda *a: split(*a)[:, ::-1], None),
    ],
    "shuffle_unit_macs": [
        (lambda *a: by_hand(*a, kernel=3), "not 3"),
        (lambda *a: 2 * by_hand(*a), "twice the number"),
        (lambda *a: by_hand(*a) + 1, None),
    ],
}
