"""Right and wrong solutions of the exercises on architectures.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import itertools

import numpy as np
import torch
import torch.nn.functional as F


def by_arrays(blocks, side=224, hidden=4096, num_classes=1000):
    """A bias is one more input."""
    repeats, widths = np.array(blocks).T
    after = np.repeat(widths, repeats)
    before = np.concatenate([[3], after[:-1]])
    maps = after[-1] * (side >> len(blocks)) ** 2
    units = np.array([maps, hidden, hidden, num_classes])
    total = (9 * before + 1) @ after + (units[:-1] + 1) @ units[1:]
    return int(repeats.sum()) + 3, int(total)


def by_pairs(blocks, side=224, hidden=4096, num_classes=1000):
    widths = [3, *(channels for n, channels in blocks for _ in range(n))]
    for _ in blocks:
        side //= 2
    units = [widths[-1] * side**2, hidden, hidden, num_classes]
    convolutions = sum(9 * a * b + b for a, b in itertools.pairwise(widths))
    dense = sum(a * b + b for a, b in itertools.pairwise(units))
    return len(widths) - 1 + 3, convolutions + dense


def one_layer_of_head(blocks, side=224, hidden=4096, num_classes=1000):
    layers, _ = by_pairs(blocks, side, hidden, num_classes)
    return layers - 2, by_pairs(blocks, side, 0, num_classes)[1]


def stacked(kernel_size, channels):
    seen, layers = 1, 0
    while seen < kernel_size:
        seen, layers = seen + 2, layers + 1
    return layers, 9 * layers * channels**2, (kernel_size * channels) ** 2


def by_torch(x, w1, b1, w2, b2):
    y = torch.tensor(x)
    for w, b in ((w1, b1), (w2, b2)):
        y = F.conv2d(y, torch.tensor(w)[:, :, None, None], torch.tensor(b)).relu()
    return y.numpy()


def by_rows(x, w1, b1, w2, b2):
    rows = x.reshape(len(x), -1).T
    for w, b in ((w1, b1), (w2, b2)):
        rows = np.maximum(rows @ w.T + b, 0)
    return rows.T.reshape(-1, *x.shape[1:])


def transposed(x, w1, b1, w2, b2):
    y = by_rows(x, w1, b1, w2, b2)
    return y.transpose(0, 2, 1)


RIGHT = {
    "vgg_layers": [by_arrays, by_pairs],
    "stack_or_kernel": [
        stacked,
        lambda k, c: (k // 2, k // 2 * 9 * c * c, (k * c) ** 2),
    ],
    "mlpconv": [by_torch, by_rows],
}
WRONG = {
    "vgg_layers": [
        (
            lambda *args, **how: (
                by_pairs(*args, **how)[0] - 1,
                by_pairs(*args, **how)[1],
            ),
            "A dense layer is missing",
        ),
        (
            lambda blocks, **how: (
                by_pairs(blocks, **how)[0] + len(blocks),
                by_pairs(blocks, **how)[1],
            ),
            "poolings",
        ),
        (one_layer_of_head, None),
    ],
    "stack_or_kernel": [
        (lambda k, c: (k // 2, k // 2 * 9 * c, k * k * c), "channels enter squared"),
        (lambda k, c: (k // 2, 9 * c * c, k * k * c * c), "one layer's weights"),
        (lambda k, c: (k, 9 * k * c * c, k * k * c * c), None),
    ],
    "mlpconv": [
        (
            lambda x, w1, b1, w2, b2: by_rows(
                x, w2 @ w1, w2 @ b1 + b2, np.eye(len(w2)), 0 * b2
            ),
            "ReLU is missing between",
        ),
        (
            lambda x, w1, b1, w2, b2: by_rows(x, w1, 0 * b1, w2, 0 * b2),
            "biases are missing",
        ),
        (transposed, None),
    ],
}
