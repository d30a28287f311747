"""Right and wrong solutions of the exercises on counting, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import torch
from torch import nn


def built(in_channels, out_channels, kernel_size, groups=1, bias=True):
    layer = nn.Conv2d(in_channels, out_channels, kernel_size, groups=groups, bias=bias)
    return sum(p.numel() for p in layer.parameters())


def by_groups(in_channels, out_channels, kernel_size, groups=1, bias=True):
    small = (in_channels // groups) * (out_channels // groups) * kernel_size**2
    return groups * small + (out_channels if bias else 0)


def ran(size, in_channels, out_channels, kernel_size, stride=1, padding=0, groups=1):
    layer = nn.Conv2d(
        *(in_channels, out_channels, kernel_size, stride, padding),
        groups=groups,
        device="meta",
    )
    y = layer(torch.zeros(1, in_channels, size, size, device="meta"))
    return y.numel() * layer.weight[0].numel()


def walked(size, in_channels, out_channels, kernel_size, stride=1, padding=0, groups=1):
    steps = len(range(0, size + 2 * padding - kernel_size + 1, stride))
    return steps**2 * out_channels * (in_channels // groups) * kernel_size**2


def share_of_layers(body, channels, side, units):
    inputs, head = channels * side**2, 0
    for n in units:
        head += nn.Linear(inputs, n, device="meta").weight.numel() + n
        inputs = n
    return head / (head + body)


def share_by_rest(body, channels, side, units):
    sizes = [channels * side * side, *units]
    whole = body + sum(units) + sum(a * b for a, b in zip(sizes, units, strict=False))
    return 1 - body / whole


RIGHT = {
    "conv_parameters": [built, by_groups],
    "conv_macs": [ran, walked],
    "dense_share": [share_of_layers, share_by_rest],
}
WRONG = {
    "conv_parameters": [
        (lambda c, n, k, groups=1, bias=True: built(c, n, k, 1, bias), "forget groups"),
        (
            lambda c, n, k, groups=1, bias=True: built(c, n, k, groups, False),
            "Biases are missing",
        ),
        (
            lambda c, n, k, groups=1, bias=True: built(c, n, k, groups, bias) / 1,
            "but a float",
        ),
        (lambda c, n, k, groups=1, bias=True: c * n, None),
    ],
    "conv_macs": [
        (
            lambda size, c, n, k, s=1, p=0, g=1: ran(size, c, n, k, s, p, 1),
            "forget groups",
        ),
        (
            lambda size, c, n, k, s=1, p=0, g=1: 2 * walked(size, c, n, k, s, p, g),
            "twice as many",
        ),
        (
            lambda size, c, n, k, s=1, p=0, g=1: walked(size, c, n, k, 1, p, g),
            "Stride is ignored",
        ),
        (lambda size, c, n, k, s=1, p=0, g=1: c * n * k, None),
    ],
    "dense_share": [
        (lambda b, c, s, u: share_of_layers(b, c, 1, u), "every pixel of every map"),
        (lambda b, c, s, u: 100 * share_by_rest(b, c, s, u), "percent"),
        (lambda b, c, s, u: share_of_layers(b, c, s, u[-1:]), None),
    ],
}
