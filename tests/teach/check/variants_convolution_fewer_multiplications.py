"""Right and wrong solutions of the exercises on fewer multiplications.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np


def f23(x, w, signs=(1, 1, 1, -1, -1), half=2):
    a = (x[0] - x[2]) * w[0]
    plus, minus = (w[0] + w[1] + w[2]) / half, (w[0] - w[1] + w[2]) / half
    b, c, d = (x[1] + x[2]) * plus, (x[2] - x[1]) * minus, (x[1] - x[3]) * w[2]
    return np.array(
        [
            signs[0] * a + signs[1] * b + signs[2] * c,
            b + signs[3] * c + signs[4] * d,
        ]
    )


def count(size, tile, in_channels, out_channels, *, each=lambda tile: (tile + 2) ** 2):
    blocks = len(range(0, size, tile)) ** 2
    return blocks * each(tile) * in_channels * out_channels


def by_rfft(x, w):
    n, spectra = len(x), np.fft.rfft([x, np.pad(w, (0, len(x) - len(w)))])
    y = np.fft.irfft(spectra[0] * spectra[1].conj(), n)
    return y[: n - len(w) + 1].astype(x.dtype)


def by_flipped_kernel(x, w, start=0, back=np.fft.ifft):
    n, k = len(x), len(w)
    y = back(np.fft.fft(x) * np.fft.fft(w[::-1], n))
    return y[k - 1 - start : n - start].real.astype(x.dtype)


RIGHT = {
    "winograd_f23": [
        f23,
        lambda x, w: f23(x[::-1], w[::-1])[::-1],
    ],
    "winograd_multiplications": [
        count,
        lambda size, tile, i, o: (
            np.int64(np.ceil(size / tile) ** 2 * (tile + 2) ** 2) * (i * o)
        ),
    ],
    "fft_correlate": [by_rfft, by_flipped_kernel],
}


WRONG = {
    "winograd_f23": [
        (lambda x, w: f23(x, w, half=1), "halves are missing"),
        (lambda x, w: f23(x, w, (1, 1, -1, -1, -1)), None),
        (lambda x, w: f23(x, w)[::-1], None),
        (lambda x, w: np.correlate(x, w), "6"),
    ],
    "winograd_multiplications": [
        (lambda s, t, i, o: 9 * s * s * i * o, "the formula's count"),
        (lambda s, t, i, o: count(s - s % t, t, i, o), "Blocks that overhang"),
        (
            lambda s, t, i, o: (round(s / t) * (t + 2)) ** 2 * i * o,
            "round to the nearest",
        ),
        (lambda s, t, i, o: count(s, t, i, o) // (i * o), "Channels are ignored"),
        (lambda s, t, i, o: count(s, t, i, i), None),
        (lambda *a: count(*a, each=lambda t: (t + 1) ** 2), None),
    ],
    "fft_correlate": [
        (lambda x, w: np.convolve(x, w, "valid"), "kernel is flipped"),
        (lambda x, w: by_flipped_kernel(x, w, start=len(w) - 1), None),
        (lambda x, w: abs(by_rfft(x, w)), "absolute value"),
        (lambda x, w: by_rfft(x, w)[::-1], None),
        (lambda x, w: by_rfft(x, w).astype(complex), "complex"),
    ],
}
