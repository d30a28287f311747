"""Right and wrong solutions of the exercises on normalization, as for convolutions."""

import numpy as np

from dlnotes import normalization


def along(values, x):
    return values.reshape(-1, *[1] * (x.ndim - 2))


def all_but_channels(x):
    return tuple(axis for axis in range(x.ndim) if axis != 1)


def standardize(x, axes, eps=1e-5, root=lambda var, eps: np.sqrt(var + eps)):
    d = x - x.mean(axes, keepdims=True)
    d = d - d.mean(axes, keepdims=True)  # what rounding left of the mean
    return d / root(np.mean(d * d, axes, keepdims=True), eps)


def rounding(x, axes, eps=1e-5, mean=None, var=None):
    kept = {"axis": axes, "keepdims": True}
    d = x - (x.mean(**kept) if mean is None else mean(x, kept))
    var = np.mean(d * d, **kept) if var is None else var(x, kept)
    return (d / np.sqrt(var + eps)).astype(x.dtype)


def mean_of_rounded_sum(x, kept):
    return x.sum(**kept) / np.float64(np.prod([x.shape[a] for a in kept["axis"]]))


def mean_rounded_at_last(x, kept):
    return x.mean(dtype=np.float64, **kept).astype(x.dtype)


def one_pass(x, axes, eps=1e-5):
    n = np.prod([x.shape[axis] for axis in axes])
    mean = np.add.reduce(x, axes, keepdims=True) / x.dtype.type(n)
    squares = np.add.reduce(x * x, axes, keepdims=True) / x.dtype.type(n)
    var = np.maximum(squares - mean * mean, 0)
    return (x - mean) / np.sqrt(var + eps)


def in_float64(x, axes, eps=1e-5):
    return standardize(x.astype(np.float64), axes, eps).astype(x.dtype)


def layer_norm(x, shape, weight=None, bias=None, eps=1e-5, plain=standardize):
    y = plain(x, tuple(range(x.ndim - len(shape), x.ndim)), eps)
    if weight is not None:
        y = y * weight
    if bias is not None:
        y = y + bias
    return y


def rows_of_rounded_sums(x, shape, weight=None, bias=None, eps=1e-5):
    def plain(x, axes, eps):
        rows = x.reshape(-1, np.prod(shape))
        means = np.array([sum(row) / len(row) for row in rows], x.dtype)
        return rounding(rows, (1,), eps, lambda *_: means[:, None]).reshape(x.shape)

    return layer_norm(x, shape, weight, bias, eps, plain)


def flat_layer_norm(x, shape, weight=None, bias=None, eps=1e-5):
    rows = x.reshape(-1, np.prod(shape))
    y = np.array([in_float64(row, (0,), eps) for row in rows]).reshape(x.shape)
    weight = np.ones(shape, x.dtype) if weight is None else weight
    return y * weight + (np.zeros(shape, x.dtype) if bias is None else bias)


def group_norm(x, groups, weight=None, bias=None, eps=1e-5, plain=standardize):
    cut = x.reshape(len(x), groups, -1)
    y = plain(cut, (2,), eps).reshape(x.shape)
    y = y if weight is None else y * along(weight, x)
    return y if bias is None else y + along(bias, x)


def by_channel_lists(x, groups, weight=None, bias=None, eps=1e-5):
    parts = np.split(x, groups, axis=1)
    y = np.concatenate(
        [in_float64(part, tuple(range(1, x.ndim)), eps) for part in parts], axis=1
    )
    y = y if weight is None else y * along(weight, x)
    return y if bias is None else y + along(bias, x)


def batch_norm(
    x, mean, var, weight, bias, training=False, momentum=0.1, eps=1e-5, ddof=1, hold=0
):
    axes, n = all_but_channels(x), x.size // x.shape[1]
    if training:
        batch = x.mean(axes), x.var(axes)
        moved = batch[0], batch[1] * n / (n - ddof)
        mean[...] = (1 - momentum) * mean + momentum * moved[0]
        var[...] = (1 - momentum) * var + momentum * moved[1]
        mean, var = (mean, var) if hold else batch
    scale = weight / np.sqrt(var + eps)
    return (x - along(mean, x)) * along(scale, x) + along(bias, x)


def batch_norm_backward(dy, x, weight, eps=1e-5, n=None, sums=2, project=False):
    axes = all_but_channels(x)
    n = x.size // x.shape[1] if n is None else n
    d = x - x.mean(axes, keepdims=True)
    rstd = 1 / np.sqrt((d * d).mean(axes, keepdims=True) + eps)
    dbias, dweight = dy.sum(axes), (dy * d * rstd).sum(axes)
    share = n / np.sum((d * rstd) ** 2, axes) if project else 1
    pull = d * rstd * along(dweight * share, x)
    back = n * dy - along(dbias, x) - (sums > 1) * pull
    return (along(weight, x) * rstd * back / n).astype(x.dtype), dweight, dbias


def fold(weight, bias, mean, var, gamma, beta, eps=1e-5, scale=None, shift=None):
    factor = gamma * (var + eps) ** -0.5 if scale is None else scale(var, gamma, eps)
    rows = weight.reshape(len(weight), -1)
    folded = (np.diag(factor) @ rows).reshape(weight.shape)
    offset = -mean if bias is None else bias - mean
    added = offset * factor + beta
    return folded.astype(weight.dtype), added if shift is None else shift(
        offset, factor, beta
    )


def lp(x, p=1, eps=1e-5, scale=None):
    d = x - x.mean(0)
    norms = {1: abs(d).mean(0), 2: np.sqrt((d * d).mean(0)), np.inf: abs(d).max(0)}
    return d / ((norms[p] if scale is None else scale(d, p)) + eps)


def power(matrix, iterations, start, unit=lambda v: v / np.linalg.norm(v)):
    v = unit(start)
    for _ in range(iterations):
        v = unit(matrix @ v)
    return float(v @ (matrix @ v)) / float(v @ v)


RIGHT = {
    "standardize": [
        standardize,
        in_float64,
        lambda x, axes, eps=1e-5: rounding(
            x,
            *(axes, eps),
            mean=lambda x, kept: x.mean(dtype=np.float64, **kept),
            var=lambda x, kept: x.var(dtype=np.float64, **kept),
        ),
        lambda x, axes, eps=1e-5: normalization.standardize(x, axes, eps=eps),
    ],
    "layer_norm": [layer_norm, flat_layer_norm],
    "group_norm": [group_norm, by_channel_lists],
    "batch_norm": [
        batch_norm,
        lambda x, mean, var, weight, bias, training=False, momentum=0.1, eps=1e-5: (
            normalization.batch_norm(
                x,
                *(mean, var, weight, bias),
                **{"training": training, "momentum": momentum, "eps": eps},
            )
        ),
    ],
    "batch_norm_backward": [
        batch_norm_backward,
        lambda *a, **how: list(batch_norm_backward(*a, **how)),
    ],
    "fold_batch_norm": [
        fold,
        lambda w, b, *a, eps=1e-5: normalization.fold_batch_norm(w, b, *a, eps=eps),
    ],
    "effective_rate": [
        lambda weight, lr: lr * np.linalg.norm(weight, axis=1) ** -2,
        lambda weight, lr: lr / np.einsum("ok,ok->o", weight, weight),
    ],
    "lp_batch_norm": [
        lp,
        lambda x, p=1, eps=1e-5: lp(x, {1: 1, 2: 2}.get(p, np.inf), eps),
    ],
    "top_eigenvalue": [
        power,
        lambda m, n, s: np.float64(power(m, n, s, lambda v: v / abs(v).max())),
    ],
}

WRONG = {
    "standardize": [
        (
            lambda x, axes, eps=1e-5: standardize(
                x, axes, eps, lambda var, eps: np.sqrt(var) + eps
            ),
            "eps stands outside the root",
        ),
        (
            lambda x, axes, eps=1e-5: (x - np.median(x, axes, keepdims=True)).astype(
                x.dtype
            ),
            None,
        ),
        (
            lambda x, axes, eps=1e-5: standardize(
                x, axes, eps, lambda var, eps: np.maximum(np.sqrt(var), eps)
            ),
            None,
        ),
        (
            lambda x, axes, eps=1e-5: (
                (x - x.mean(axes, keepdims=True))
                / np.sqrt(
                    (x * x).mean(axes, keepdims=True)
                    - x.mean(axes, keepdims=True) ** 2
                    + eps
                )
            ),
            "E[x²] - E[x]²",
        ),
        (one_pass, "E[x²] - E[x]²"),
        (
            lambda x, axes, eps=1e-5: one_pass(x.astype(np.float64), axes, eps).astype(
                x.dtype
            ),
            "E[x²] - E[x]²",
        ),
        (rounding, "Your mean is rounded"),
        (
            lambda x, axes, eps=1e-5: rounding(x, axes, eps, mean_of_rounded_sum),
            "Your mean is rounded",
        ),
        (
            lambda x, axes, eps=1e-5: rounding(x, axes, eps, mean_rounded_at_last),
            "Your mean is rounded",
        ),
        (
            lambda x, axes, eps=1e-5: rounding(
                x,
                *(axes, eps),
                mean=lambda x, kept: x.mean(dtype=np.float64, **kept),
                var=lambda x, kept: x.var(**kept),
            ),
            "Your variance is about a mean that is rounded",
        ),
    ],
    "layer_norm": [
        (
            lambda *a, **how: layer_norm(
                *a,
                **how,
                plain=lambda x, axes, eps: (
                    x / np.sqrt(np.mean(x * x, axes, keepdims=True) + eps)
                ),
            ),
            "This is RMSNorm",
        ),
        (
            lambda x, s, w=None, b=None, eps=1e-5: (
                layer_norm(x, s, w, b, eps)
                if w is not None
                else layer_norm(x, s, eps=eps)
            ),
            "Without weight you do not add bias",
        ),
        (
            lambda x, s, w=None, b=None, eps=1e-5: (
                layer_norm(x, s, w, b, eps)
                if b is not None
                else layer_norm(x, s, eps=eps)
            ),
            "Without bias you do not scale by weight",
        ),
        (
            lambda x, s, w=None, b=None, eps=1e-5: (
                layer_norm(x, s, eps=eps)
                if w is None or b is None
                else layer_norm(x, s, w, b, eps)
            ),
            "together alone",
        ),
        (
            lambda x, s, w=None, b=None, eps=1e-5: layer_norm(x, s, w, b),
            "eps is always 1e-5",
        ),
        (lambda x, s, w=None, b=None, eps=1e-5: layer_norm(x, s, b, w, eps), None),
        (
            lambda *a, **how: layer_norm(*a, **how, plain=rounding),
            "Your mean is rounded",
        ),
        (rows_of_rounded_sums, "Your mean is rounded"),
    ],
    "group_norm": [
        (
            lambda x, g, w=None, b=None, eps=1e-5: group_norm(
                x, g, w, None if w is None else b, eps
            ),
            "Without weight you do not add bias",
        ),
        (
            lambda x, g, w=None, b=None, eps=1e-5: group_norm(
                x, g, None if b is None else w, b, eps
            ),
            "Without bias you do not scale",
        ),
        (
            lambda x, g, w=None, b=None, eps=1e-5: group_norm(x, 1, w, b, eps),
            "that is one group",
        ),
        (
            lambda x, g, w=None, b=None, eps=1e-5: group_norm(
                x, g, w if w is None else w[::-1], b, eps
            ),
            None,
        ),
    ],
    "batch_norm": [
        (
            lambda *a, **how: batch_norm(*a, **how, ddof=0),
            "to the biased variance",
        ),
        (lambda *a, **how: batch_norm(*a, **how, hold=1), None),
        (
            lambda x, m, v, w, b, training=False, momentum=0.1, eps=1e-5: batch_norm(
                x, m, v, w, b, training, 1 - momentum, eps
            ),
            "wrong way round",
        ),
        (lambda x, m, v, w, b, **how: batch_norm(x, m, v, w, -b, **how), None),
    ],
    "batch_norm_backward": [
        (
            lambda *a, **how: batch_norm_backward(*a, **how, sums=1),
            "variance is",
        ),
        (
            lambda *a, **how: batch_norm_backward(*a, **how, project=True),
            "loses its whole part along x_hat",
        ),
        (lambda dy, *a, **how: batch_norm_backward(-dy, *a, **how), "times -1"),
        (
            lambda dy, x, weight, eps=1e-5: batch_norm_backward(dy, x, weight),
            None,
        ),
        (
            lambda *a, **how: batch_norm_backward(*a, **how)[::-1],
            "in another order",
        ),
    ],
    "fold_batch_norm": [
        (
            lambda *a, **how: fold(*a, **how, shift=lambda o, f, b: o * f + b * f),
            None,
        ),
        (
            lambda *a, **how: fold(*a, **how, scale=lambda v, g, e: g / (v + e)),
            "root is",
        ),
        (
            lambda *a, **how: fold(*a, **how, scale=lambda v, g, e: g * (v + e) ** 0.5),
            None,
        ),
        (
            lambda w, b, m, v, g, beta, eps=1e-5: fold(w, b, m, v, beta, g, eps),
            None,
        ),
        (
            lambda w, b, m, v, g, beta, eps=1e-5: fold(w, None, m, v, g, beta, eps),
            "layer's bias is forgotten",
        ),
        (
            lambda *a, **how: fold(*a, **how, shift=lambda o, f, b: o + b),
            None,
        ),
        (
            lambda *a, **how: tuple(
                p[..., None] if p.ndim == 1 else p for p in fold(*a, **how)
            ),
            "reshape them",
        ),
    ],
    "effective_rate": [
        (lambda w, lr: lr / np.sum(w, axis=1) ** 2, None),
        (lambda w, lr: lr / np.linalg.norm(w, axis=1), "The length is not squared"),
        (lambda w, lr: lr / np.sum(abs(w), axis=1), None),
        (lambda w, lr: lr**2 / np.sum(w**2, axis=1), None),
        (lambda w, lr: (lr / np.sum(w**2, axis=1))[:, None], "reshape them"),
    ],
    "lp_batch_norm": [
        (lambda x, p=1, eps=1e-5: lp(x, p, 0 * eps + 1e-5), None),
        (
            lambda x, p=1, eps=1e-5: lp(x, p, eps, lambda d, p: np.ptp(d, axis=0)),
            None,
        ),
        (lambda x, p=1, eps=1e-5: lp(x, 2, eps), "always divide by the standard"),
        (
            lambda x, p=1, eps=1e-5: lp(
                x, p, eps, lambda d, p: np.median(abs(d), axis=0).astype(x.dtype)
            ),
            None,
        ),
    ],
    "top_eigenvalue": [
        (lambda m, n, s: abs(power(m, n, s)), None),
        (lambda m, n, s: power(m, n + 1, s), "one step too many"),
        (lambda m, n, s: float(np.linalg.eigvalsh(m)[-1]), None),
        (lambda m, n, s: power(m, 2 * n, s), None),
    ],
}
