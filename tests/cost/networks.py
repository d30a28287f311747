"""Networks of every kind of layer, and of the functions a forward may call."""

import torch
from torch import nn
from torch.nn import functional as F


class Calls(nn.Module):
    """A forward of one line, with the layers it is given."""

    def __init__(self, forward, *layers):
        super().__init__()
        self.line = forward
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        return self.line(x, *self.layers)


class Scores(nn.Module):
    """Attention written by hand, with a parameter of its own."""

    def __init__(self):
        super().__init__()
        self.mix = nn.Parameter(torch.ones(6, 6))

    def forward(self, x):  # (N, L, 6)
        weights = (x @ self.mix @ x.mT).softmax(-1)
        return torch.baddbmm(x, weights, F.relu(x))


def attention(layer):
    """Self-attention of torch's layer."""
    return Calls(lambda x, a: a(x, x, x, need_weights=False)[0], layer)


def _sequential(*layers):
    return lambda: nn.Sequential(*(make() for make in layers))


COUNTED = {  # name: (module, size of its input)
    "plain": (lambda: nn.Conv2d(3, 4, 3), (2, 3, 7, 8)),
    "options": (
        lambda: nn.Conv2d(4, 6, (3, 2), (2, 1), 1, 2, groups=2, bias=False),
        (2, 4, 9, 8),
    ),
    "depthwise": (lambda: nn.Conv2d(4, 8, 3, groups=4), (1, 4, 5, 5)),
    "same": (lambda: nn.Conv2d(3, 4, 3, padding="same"), (1, 3, 5, 5)),
    "circular": (
        lambda: nn.Conv2d(3, 4, 3, padding=1, padding_mode="circular"),
        (1, 3, 5, 5),
    ),
    "1-D": (lambda: nn.Conv1d(4, 6, 3, 2, groups=2), (2, 4, 9)),
    "3-D": (lambda: nn.Conv3d(2, 3, (1, 2, 3)), (2, 2, 4, 5, 6)),
    "transposed": (
        lambda: nn.ConvTranspose2d(4, 6, 3, 2, 1, output_padding=1, groups=2),
        (2, 4, 5, 6),
    ),
    "transposed 1-D": (lambda: nn.ConvTranspose1d(3, 2, 4, 3), (2, 3, 5)),
    "transposed 3-D": (lambda: nn.ConvTranspose3d(2, 4, 2, 2), (1, 2, 3, 3, 3)),
    "linear": (lambda: nn.Linear(6, 5), (2, 6)),
    "linear of tokens": (lambda: nn.Linear(6, 5, bias=False), (2, 3, 4, 6)),
    "gru": (lambda: nn.GRU(5, 7, 2, bidirectional=True), (4, 2, 5)),
    "heads": (
        lambda: Calls(lambda x, a: a(x, x, x)[0], nn.MultiheadAttention(8, 2)),
        (2, 3, 8),
    ),
    "products": (Scores, (2, 5, 6)),
    "einsum": (
        lambda: Calls(lambda x: torch.einsum("nlc,nkc->nlk", x, x)),
        (2, 5, 6),
    ),
    "functions": (
        lambda: Calls(
            lambda x: F.linear(F.conv2d(x, x.new_ones(2, 3, 3, 3)), x.new_ones(4, 6))
        ),
        (1, 3, 5, 8),
    ),
    "shared": (
        lambda: Calls(lambda x, a: a(F.relu(a(x))), nn.Conv2d(3, 3, 3)),
        (1, 3, 8, 8),
    ),
    "tied": (lambda: _tied(nn.Linear(3, 3), nn.Linear(3, 3)), (2, 3)),
    "whole": (
        _sequential(
            lambda: nn.Conv2d(3, 8, 3, 2, 1, bias=False),
            lambda: nn.BatchNorm2d(8),
            nn.ReLU,
            lambda: nn.MaxPool2d(2),
            lambda: nn.AdaptiveAvgPool2d(2),
            nn.Flatten,
            nn.Dropout,
            lambda: nn.Linear(32, 10),
        ),
        (2, 3, 16, 12),
    ),
    "no images": (lambda: nn.Conv2d(3, 4, 3), (0, 3, 7, 8)),
    "nothing": (nn.Identity, (1, 2)),
}
"""What PyTorch's counter counts in full, on every device."""

FIELDS = {  # name: (module, size of its output's field)
    "stack": (
        _sequential(
            lambda: nn.Conv2d(1, 2, 3, 2, 1),
            nn.ReLU,
            lambda: nn.Conv2d(2, 2, 3, padding=2, dilation=2),
            lambda: nn.Conv2d(2, 1, 5, 2),
        ),
        19,
    ),
    "rows and columns": (
        _sequential(
            lambda: nn.Conv2d(1, 2, (1, 7), padding=(0, 3)),
            lambda: nn.Conv2d(2, 1, (5, 1), padding="same"),
        ),
        7,
    ),
    "residual": (
        lambda: Calls(
            lambda x, a, b, c, d: d(F.relu(b(a(x)) + c(x))),
            nn.Conv2d(1, 2, 3, 2, 1),
            nn.Conv2d(2, 2, 3, 1, 1),
            nn.Conv2d(1, 2, 1, 2),
            nn.Conv2d(2, 1, 3),
        ),
        11,
    ),
    "concatenation": (
        lambda: Calls(
            lambda x, a, b, c: c(torch.cat([a(x), b(x), x], 1)),
            nn.Conv2d(1, 2, 5, padding=2),
            nn.Conv2d(1, 2, 3, padding=1),
            nn.Conv2d(5, 1, 3),
        ),
        7,
    ),
    "paths beside each other": (
        lambda: Calls(
            lambda x, a, b: torch.cat([a(x)[:, :, 1:, 1:], b(x)[..., :-1, :-1]], 1),
            nn.Conv2d(1, 2, 2),
            nn.Conv2d(1, 2, 2),
        ),
        3,
    ),
    "padded unevenly": (
        lambda: Calls(
            lambda x, a: a(F.pad(x, (1, 0, 1, 0))) + a(F.pad(x, (0, 1, 0, 1))),
            nn.Conv2d(1, 2, 3, padding=1),
        ),
        4,
    ),
    "functional pooling": (
        lambda: Calls(
            lambda x, a, b: b(F.avg_pool2d(F.relu_(a(x)), 2)),
            nn.Conv2d(1, 2, 3),
            nn.Conv2d(2, 1, 3),
        ),
        8,
    ),
    "every second pixel": (
        lambda: Calls(
            lambda x, a, b: b(a(x)[:, :, 1::2, ::2]),
            nn.Conv2d(1, 2, 3),
            nn.Conv2d(2, 1, 3),
        ),
        7,
    ),
    "channels last": (
        lambda: Calls(
            lambda x, a, n, b: b(n(a(x).permute(0, 2, 3, 1))).movedim(-1, 1),
            nn.Conv2d(1, 2, 3, 2),
            nn.LayerNorm(2),
            nn.Linear(2, 2),
        ),
        3,
    ),
    "channels shuffled": (
        lambda: Calls(
            lambda x, a, b: b(
                a(x).unflatten(1, (2, 2)).transpose(1, 2).flatten(1, 2)[:, [0, 3]]
            ),
            nn.Conv2d(1, 4, 3, padding=1),
            nn.Conv2d(2, 1, 3),
        ),
        5,
    ),
    "windows that fit": (
        _sequential(lambda: nn.AdaptiveAvgPool2d(12), lambda: nn.Conv2d(1, 2, 3)),
        12,
    ),
    "written into zeros": (
        lambda: Calls(_into_zeros, nn.Conv2d(1, 2, 3)),
        3,
    ),
    "down to one pixel": (
        _sequential(
            lambda: nn.Conv2d(1, 2, 7, 6), lambda: nn.Conv2d(2, 2, 7), nn.Flatten
        ),
        43,
    ),
    "global mean": (
        _sequential(
            lambda: nn.Conv2d(1, 2, 3),
            lambda: nn.AdaptiveAvgPool2d(1),
            nn.Flatten,
            lambda: nn.Linear(2, 3),
        ),
        48,
    ),
    "a mean in the forward": (
        lambda: Calls(lambda x, a: a(x).mean((2, 3)), nn.Conv2d(1, 2, 3)),
        48,
    ),
    "flat": (_sequential(nn.Flatten, lambda: nn.Linear(48 * 48, 2)), 48),
    "scaled by means": (
        lambda: Calls(
            lambda x, a: a(x) * a(x).mean((2, 3), keepdim=True), nn.Conv2d(1, 2, 3)
        ),
        48,
    ),
    "group norm": (
        _sequential(lambda: nn.Conv2d(1, 2, 3), lambda: nn.GroupNorm(1, 2)),
        48,
    ),
    "attention": (
        lambda: Calls(
            lambda x, a: (
                (a(x).flatten(2) @ a(x).flatten(2).mT / 1e5).softmax(-1)
                @ a(x).flatten(2)
            ),
            nn.Conv2d(1, 2, 3),
        ),
        48,
    ),
}
"""On an image of 48×48; measured by the support of the gradient."""

WITHOUT_FIELD = {
    "transposed": _sequential(lambda: nn.ConvTranspose2d(1, 2, 3, padding=1)),
    "larger": _sequential(lambda: nn.Upsample(scale_factor=2)),
    "windows that differ": _sequential(lambda: nn.AdaptiveAvgPool2d(7)),
    "steps that differ": lambda: Calls(lambda x: x[..., ::2, ::2] + x[..., 24:, 24:]),
    "no input": lambda: Calls(lambda x: torch.ones(1, 1, 3, 3)),
}


def _tied(first, second):
    second.weight = first.weight
    return nn.Sequential(first, second)


def _into_zeros(x, layer):
    y = x.new_zeros(1, 4, 46, 46)
    y[:, 1:3] = layer(x)
    return y
