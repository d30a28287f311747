"""The exercise on a convolution by the Fourier transform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def fft_correlate(x: Array, w: Array) -> Array:
    """Return the N - K + 1 outputs of a signal x, (N,), under a kernel w, (K,).

    Output i is the sum of x[i + u] w[u]: the kernel is not flipped. Transform both, the
    kernel filled up with zeros to the signal's length, multiply wave by wave, transform
    back, and drop the outputs that wrap around. Return real numbers, in x's dtype.
    """
    answer: Array = np.correlate(x, w, "valid")
    return answer


for _label, _x, _w in (
    ("one number", np.array([3.0]), np.array([2.0])),
    ("the kernel's own length", count(3, start=1), np.array([2.0, -1.0, 3.0])),
    ("4 numbers, 2 weights", np.array([5.0, 7.0, 2.0, 3.0]), np.array([2.0, 1.0])),
    ("4 numbers, 3 weights", np.array([5.0, 7.0, 2.0, 3.0]), np.array([2.0, 1.0, 3.0])),
    ("negative numbers", integers(9), integers(4)),
    ("odd length", integers(15), integers(5)),
    ("float32 noise", noise(64), noise(11)),
):
    fft_correlate.case(_label, _x, _w)

Spectrum = Any  # complex numbers, of NumPy's choice


def _by_waves(
    multiply: Callable[[Spectrum, Spectrum], Spectrum] = lambda x, w: x * w.conj(),
    back: Callable[[Spectrum], Array] = lambda product: np.fft.ifft(product).real,
    first: Callable[[int, int], int] = lambda n, k: 0,
) -> Callable[[Array, Array], Array]:
    """Take the steps, one of which may be wrong."""

    def correlate(x: Array, w: Array) -> Array:
        n, k = len(x), len(w)
        around = back(multiply(np.fft.fft(x), np.fft.fft(w, n)))
        start = first(n, k)
        return around[start : start + n - k + 1].astype(x.dtype)

    return correlate


fft_correlate.mistake(
    "Without the conjugate of the kernel's transform the kernel is flipped.",
    _by_waves(lambda x, w: x * w, first=lambda n, k: k - 1),
)
fft_correlate.mistake(
    "The conjugate is missing, and outputs that wrap around are kept: conjugate the "
    "kernel's transform.",
    _by_waves(lambda x, w: x * w),
)
fft_correlate.mistake(
    "You drop the wrong end: with the conjugate the last K - 1 outputs wrap around.",
    _by_waves(first=lambda n, k: k - 1),
)
fft_correlate.mistake(
    "You conjugate the signal's transform: that runs the outputs backwards. Conjugate "
    "the kernel's.",
    _by_waves(lambda x, w: x.conj() * w),
)
fft_correlate.mistake(
    "Take the real part: the absolute value loses the sign.",
    _by_waves(back=lambda product: abs(np.fft.ifft(product))),
)
fft_correlate.mistake(
    "Transform back with the inverse, ifft: fft lacks the factor 1 / N and runs the "
    "waves backwards.",
    _by_waves(back=lambda product: np.fft.fft(product).real),
)
fft_correlate.mistake(
    "The factor 1 / N counts twice: ifft has it already.",
    _by_waves(back=lambda product: np.fft.ifft(product).real / len(product)),
)
