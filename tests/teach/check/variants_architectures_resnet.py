"""Right and wrong solutions of the exercises on ResNet, as for convolutions."""

import numpy as np
import torch
import torch.nn.functional as F

from dlnotes.architectures.resnet import Bottleneck


def block(x, w1, a1, b1, w2, a2, b2, last=F.relu, skip=1):
    """The block, by torch, batch norms and all."""
    x, w1, a1, b1, w2, a2, b2 = (
        torch.tensor(np.array(v)) for v in (x, w1, a1, b1, w2, a2, b2)
    )
    zero, one = torch.zeros_like(a1), torch.ones_like(a1)
    y = F.relu(F.batch_norm(F.conv2d(x, w1, padding=1), zero, one, a1, b1, eps=0))
    y = F.batch_norm(F.conv2d(y, w2, padding=1), zero, one, a2, b2, eps=0)
    return last(y + skip * x).numpy()


def folded(x, w1, a1, b1, w2, a2, b2):
    """Scales go into the weights first."""

    def conv(x, w, a, b):
        x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), (2, 3))
        y = np.einsum("nchwij,ocij->nohw", windows, w * a[:, None, None, None])
        return y + b[:, None, None]

    y = conv(np.clip(conv(x, w1, a1, b1), 0, None), w2, a2, b2) + x
    return np.where(y > 0, y, 0).astype(x.dtype)


def shortcut(x, out_channels, stride=2, fill=0):
    n, c, h, w = x.shape
    y = np.full((n, out_channels, -(-h // stride), -(-w // stride)), fill, x.dtype)
    y[:, :c] = x[:, :, ::stride, ::stride]
    return y


def pooled(x, out_channels, stride=2):
    one = F.avg_pool2d(torch.tensor(x), 1, stride)
    return F.pad(one, (0, 0, 0, 0, 0, out_channels - x.shape[1])).numpy()


def means(x, out_channels, stride=2):
    one = F.avg_pool2d(torch.tensor(x), stride, ceil_mode=True)
    return F.pad(one, (0, 0, 0, 0, 0, out_channels - x.shape[1])).numpy()


def counted(in_channels, channels, stride=1):
    with torch.device("meta"):
        module = Bottleneck(in_channels, channels, stride)
    return sum(p.numel() for p in module.parameters())


def by_hand(in_channels, channels, stride=1, norm=2):
    out = 4 * channels
    total = channels * (in_channels + 9 * channels + out) + norm * (2 * channels + out)
    if in_channels != out or stride > 1:
        total += out * (in_channels + norm)
    return np.int64(total)


RIGHT = {
    "residual_block": [block, folded],
    "padded_shortcut": [shortcut, pooled],
    "bottleneck_parameters": [counted, by_hand],
}

WRONG = {
    "residual_block": [
        (lambda *a: block(*a, skip=0), "input is not added"),
        (lambda *a: block(*a, last=lambda y: y), "last ReLU is missing"),
        (lambda x, *a: block(x, *a, last=lambda y: y) - x, None),
        (lambda *a: block(*a, skip=-1), "You subtract x"),
        (lambda *a: block(*a, last=lambda y: y).clip(0, 6), None),
    ],
    "padded_shortcut": [
        (lambda *a, **how: shortcut(*a, **how)[:, ::-1], None),
        (lambda *a, **how: shortcut(*a, **how, fill=1), "they are zeros"),
        (means, None),
        (lambda x, out, stride=2: shortcut(x, out), "use the argument"),
    ],
    "bottleneck_parameters": [
        (lambda *a, **how: by_hand(*a, **how, norm=0), "batch norms are missing"),
        (lambda *a, **how: by_hand(*a, **how, norm=4), "are not learned"),
        (lambda *a, **how: by_hand(*a, **how) + 1, None),
    ],
}
