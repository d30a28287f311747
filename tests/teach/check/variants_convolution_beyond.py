"""Right and wrong solutions of the exercises on octave and region-aware convolution.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv(x, weight, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    seen = sliding_window_view(x, weight.shape[2:], (2, 3))
    return np.einsum("ncijuv,ocuv->noij", seen, weight)


def cost(size, kernel_size, high_in, low_in, high_out, low_out):
    total = 0
    for c_in, low_input in ((high_in, False), (low_in, True)):
        for c_out, low_output in ((high_out, False), (low_out, True)):
            side = size // 2 if low_input or low_output else size
            total += c_in * c_out * kernel_size * kernel_size * side * side
    return total


def cost_by_ratio(size, kernel_size, high_in, low_in, high_out, low_out):
    all_paths = (high_in + low_in) * (high_out + low_out)
    saved = 3 * (all_paths - high_in * high_out)
    return kernel_size**2 * (size // 2) ** 2 * (4 * all_paths - saved)


def cost_plus(extra):
    return lambda *a, **how: cost(*a, **how) + extra


def octave(high, low, weight, low_out, *, change=lambda a, b: (a, b)):
    p, c = weight.shape[2] // 2, high.shape[1]
    first = len(weight) - low_out
    small = sum(high[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)) / 4
    from_low = conv(low, weight[:first, c:], p)
    y_high = conv(high, weight[:first, :c], p) + np.kron(
        from_low, np.ones((2, 2), high.dtype)
    )
    both = np.concatenate([small, low], axis=1).astype(high.dtype)
    return change(y_high, conv(both, weight[first:], p))


def octave_by_matrix(high, low, weight, low_out):
    n, _, h, w = high.shape
    p = weight.shape[2] // 2
    c, first = high.shape[1], len(weight) - low_out
    small = high.reshape(n, c, h // 2, 2, w // 2, 2).mean((3, 5))
    y_high = conv(high, weight[:first, :c], p)
    y = conv(low, weight[:first, c:], p)
    for i in (0, 1):
        for j in (0, 1):
            y_high[:, :, i::2, j::2] += y
    y_low = conv(small, weight[first:, :c], p) + conv(low, weight[first:, c:], p)
    return y_high, y_low


def octave_mean_late(high, low, weight, low_out):
    """Convolve first and take means of the result: the same but for the kernel."""
    c, first = high.shape[1], len(weight) - low_out
    p = weight.shape[2] // 2
    y_high, _ = octave_by_matrix(high, low, weight, low_out)
    late = conv(high, weight[first:, :c], p)
    n, o, h, w = late.shape
    late = late.reshape(n, o, h // 2, 2, w // 2, 2).mean((3, 5))
    return y_high, late + conv(low, weight[first:, c:], p)


def octave_enlarged_early(high, low, weight, low_out):
    """Enlarge first and convolve the result: the same but for the kernel."""
    first, p = len(weight) - low_out, weight.shape[2] // 2
    _, y_low = octave_by_matrix(high, low, weight, low_out)
    large = low.repeat(2, axis=2).repeat(2, axis=3)
    return conv(np.concatenate([high, large], axis=1), weight[:first], p), y_low


def select(x, kernels, scores):
    y = None
    for r, kernel in enumerate(kernels):
        answer = conv(x, kernel)
        here = (scores.argmax(axis=1) == r)[:, None]
        y = np.where(here, answer, 0 if y is None else y).astype(x.dtype)
    return y


def select_by_place(x, kernels, scores):
    answers = np.stack([conv(x, kernel) for kernel in kernels], axis=1)
    best = scores.argmax(axis=1)[:, None, None]
    return np.take_along_axis(answers, best, axis=1)[:, 0]


def select_from_zero(x, kernels, scores):
    y, best = 0, np.zeros_like(scores[:, :1])
    for r, kernel in enumerate(kernels):
        here = scores[:, r : r + 1] > best
        y = np.where(here, conv(x, kernel), y).astype(x.dtype)
        best = np.where(here, scores[:, r : r + 1], best)
    return y


def select_by_rounding(x, kernels, scores):
    return select(x, kernels, np.round(scores / 100))


RIGHT = {
    "octave_cost": [cost, cost_by_ratio],
    "octave_conv2d": [octave, octave_by_matrix],
    "region_select": [select, select_by_place],
}

WRONG = {
    "octave_cost": [
        (lambda *a, **how: np.float64(cost(*a, **how)), "a float"),
        (
            lambda size, k, hi, li, ho, lo: size**2 * k**2 * (hi + li) * (ho + lo),
            "everything at full resolution",
        ),
        (cost_plus(1), None),
        (lambda *a, **how: 2 * cost(*a, **how), None),
    ],
    "octave_conv2d": [
        (
            lambda *a: octave(*a, change=lambda high, low: (low, high)),
            None,
        ),
        (octave_mean_late, "take their means first"),
        (octave_enlarged_early, "convolve the small maps first"),
        (
            lambda high, low, weight, low_out: octave(
                high, low, weight[..., ::-1, ::-1], low_out
            ),
            None,
        ),
        (
            lambda high, low, weight, low_out: octave_by_matrix(
                high, 0 * low, weight, low_out
            ),
            "leaves out the low channels",
        ),
    ],
    "region_select": [
        (lambda x, k, s: select(x, k, -s), "lowest score wins"),
        (lambda x, k, s: 2 * select(x, k, s), None),
        (
            lambda x, k, s: select(x, k.swapaxes(3, 4), s),
            None,
        ),
        (select_by_rounding, None),
        (select_from_zero, "begins at score 0"),
    ],
}
