"""Right and wrong solutions of the exercises on MobileNets, as for convolutions."""

import numpy as np
import torch
import torch.nn.functional as F

from dlnotes.architectures._layers import round_channels


def block(x, expand, depthwise, project, stride=1, skip=1, last=None, relu=F.relu6):
    """The block, by torch."""
    x, *weights = (torch.tensor(np.array(v)) for v in (x, expand, depthwise, project))
    y = relu(F.conv2d(x, weights[0]))
    y = relu(F.conv2d(y, weights[1], None, stride, 1, 1, len(weights[1])))
    y = F.conv2d(y, weights[2])
    y = last(y) if last else y
    return (y + skip * x if stride == 1 and y.shape == x.shape else y).numpy()


def by_windows(x, expand, depthwise, project, stride=1):
    """Pad, look at each window, and mix by matrix products."""
    y = np.einsum("mc,nchw->nmhw", expand[:, :, 0, 0], x).clip(0, 6)
    y = np.pad(y, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(y, (3, 3), (2, 3))
    windows = windows[:, :, ::stride, ::stride]
    y = np.einsum("nmhwij,mij->nmhw", windows, depthwise[:, 0]).clip(0, 6)
    y = np.einsum("om,nmhw->nohw", project[:, :, 0, 0], y)
    return (x + y if y.shape == x.shape and stride == 1 else y).astype(x.dtype)


def weighed(x, w1, b1, w2, b2, gate=F.hardsigmoid, squeeze=None, relu=F.relu):
    """By convolutions of 1×1."""
    x, w1, b1, w2, b2 = (torch.tensor(np.array(v)) for v in (x, w1, b1, w2, b2))
    mean = squeeze(x) if squeeze else F.adaptive_avg_pool2d(x, 1)
    hidden = relu(F.conv2d(mean, w1[:, :, None, None], b1))
    return (x * gate(F.conv2d(hidden, w2[:, :, None, None], b2))).numpy()


def by_image(x, w1, b1, w2, b2):
    """Image by image, with a gate of three pieces."""
    y = np.empty_like(x)
    for image, out in zip(x, y, strict=True):
        z = w2 @ np.maximum(w1 @ image.mean((1, 2)) + b1, 0) + b2
        gate = np.where(z <= -3, 0, np.where(z >= 3, 1, z / 6 + 0.5))
        out[:] = image * gate.reshape(-1, 1, 1)
    return y


def by_candidates(channels, width_mult, halves=-1, kept=0.9):
    wanted = channels * width_mult
    multiples = range(8, 5000, 8)
    nearest = min(multiples, key=lambda m: (abs(m - wanted), halves * m))
    return nearest if nearest >= kept * wanted else nearest + 8


def by_python(channels, width_mult):
    wanted = channels * width_mult
    nearest = max(8, 8 * round(wanted / 8))
    return nearest if nearest >= 0.9 * wanted else nearest + 8


RIGHT = {
    "inverted_residual": [block, by_windows],
    "squeeze_excitation_v3": [weighed, by_image],
    "width_multiplier": [
        lambda channels, width_mult: round_channels(channels * width_mult),
        by_candidates,
    ],
}

WRONG = {
    "inverted_residual": [
        (lambda *a, **how: block(*a, **how, last=F.relu6), "behind the projection"),
        (lambda *a, **how: block(*a, **how, skip=0), "shortcut is missing"),
        (lambda *a, **how: block(*a, **how, relu=F.relu), "above 6"),
        (lambda *a, **how: block(*a, **how, skip=-1), None),
        (lambda *a, **how: block(*a, **how, relu=torch.sigmoid), None),
    ],
    "squeeze_excitation_v3": [
        (lambda *a: weighed(*a, gate=torch.sigmoid), "the hard one"),
        (lambda *a: weighed(*a, gate=torch.tanh), None),
        (
            lambda *a: weighed(*a, squeeze=lambda x: F.adaptive_max_pool2d(x, 1)),
            "not by the largest",
        ),
        (lambda *a: weighed(*a, relu=F.relu6), "only the gate"),
        (lambda *a: 2 * weighed(*a), None),
    ],
    "width_multiplier": [
        (lambda channels, width: int(channels * width), None),
        (lambda channels, width: max(8, int(channels * width) // 8 * 8), "round down"),
        (lambda channels, width: by_candidates(channels, width) + 8, None),
        (
            lambda channels, width: max(8, int(channels * width + 4) // 8 * 8),
            "more than a tenth",
        ),
        (lambda *a: by_candidates(*a, halves=1), "Halves go up"),
        (by_python, "even neighbour"),
        (lambda channels, width: by_candidates(int(channels * width), 1), "before"),
        (lambda *a: by_candidates(*a, kept=0.8), "not a fifth"),
    ],
}
