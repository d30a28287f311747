"""Right and wrong solutions of the exercises on EfficientNet, as for convolutions."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import torch

from dlnotes.architectures._layers import round_channels


def scaled(channels, blocks, side, phi):
    wide = round_channels(channels * 1.1**phi)
    deep = -int(-blocks * 1.2**phi // 1)
    pixels = Decimal(side * 1.15**phi).quantize(Decimal(1), ROUND_HALF_UP)
    return wide, deep, int(pixels)


def counted(channels, blocks, side, phi, depth=1.2, width=1.1, share=0.9):
    wide, deep = 8, 0
    wanted = channels * width**phi
    while abs(wide + 8 - wanted) <= abs(wide - wanted):
        wide += 8
    while deep < blocks * depth**phi:
        deep += 1
    if wide < share * wanted:
        wide += 8
    return np.int64(wide), deep, np.int64(np.rint(side * 1.15**phi))


def even_halves(channels, blocks, side, phi):
    wide = max(8, 8 * round(channels * 1.1**phi / 8))
    wide += 8 * (wide < 0.9 * channels * 1.1**phi)
    return wide, *scaled(channels, blocks, side, phi)[1:]


def of_the_original(channels, blocks, side, phi):
    wide = max(8, int(channels * 1.1**phi + 4) // 8 * 8)
    wide += 8 * (wide < 0.9 * channels)
    return wide, *scaled(channels, blocks, side, phi)[1:]


def chosen(x, draws, p, training=True):
    if not training:
        return x
    sits_out = draws < p
    return np.where(sits_out[:, None, None, None], 0, x / (1 - p)).astype(x.dtype)


def one_by_one(x, draws, p, training=True, keep=lambda p: 1 - p):
    y = x.copy()
    for row, draw in zip(y, draws, strict=True):
        if training:
            row[:] = row / keep(p) if draw >= p else 0
    return y


def by_torch(image, side, mean=127.0, std=128.0):
    x = torch.tensor(image).permute(2, 0, 1)[None].float()
    top, left = (x.shape[2] - side) // 2, (x.shape[3] - side) // 2
    x = x[..., top : top + side, left : left + side]
    return ((x - mean) / std).numpy()


def by_pixel(image, side):
    y = np.empty((1, 3, side, side), np.float32)
    top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    for i, j in np.ndindex(side, side):
        y[0, :, i, j] = (image[top + i, left + j].astype(float) - 127) / 128
    return y


RIGHT = {
    "compound_scale": [scaled, counted],
    "stochastic_depth": [chosen, one_by_one],
    "to_network_input": [by_torch, by_pixel],
}

WRONG = {
    "compound_scale": [
        (lambda *a: counted(*a, depth=1.1, width=1.2), "swap the rates of depth"),
        (lambda *a: counted(*a, share=0), "less than 90 %"),
        (lambda *a: (*scaled(*a)[:2], a[2]), None),
        (lambda c, b, s, phi: scaled(c, b, s + 9, phi), None),
        (even_halves, "Halves are rounded up"),
        (of_the_original, "of the scaled channels"),
    ],
    "stochastic_depth": [
        (lambda *a, **how: one_by_one(*a, **how, keep=lambda p: 1), "not enlarged"),
        (lambda x, draws, p, training=True: chosen(x, draws, p), "In evaluation no"),
        (lambda x, draws, *a, **how: chosen(x, draws[:1], *a, **how), "whole batch"),
        (lambda *a, **how: 2 * chosen(*a, **how), None),
    ],
    "to_network_input": [
        (lambda image, side: by_torch(image[..., ::-1].copy(), side), "BGR"),
        (lambda image, side: by_torch(image, side, 0, 255), "from 0 to 1"),
        (lambda image, side: by_torch(image, side, 127.5, 127.5), None),
        (lambda image, side: by_pixel(image[::-1], side), None),
    ],
}
