"""Formulas of what tells each place, or a classifier, about the rest of the image.

torch has no operator for these; autograd on its formula is the oracle. A case is the
shapes of the arrays, and options.
"""

import numpy as np
import torch
import torch.nn.functional as F

from tests.oracles import Unchanged, assert_agrees, sample, torch_oracle

X = (2, 3, 7, 8)


def spatial_pyramid_pool(x, *, levels=(1, 2, 4)):
    """The vector, level by level."""
    batch = x if x.ndim == 4 else x[None]
    parts = [F.adaptive_max_pool2d(batch, side).flatten(1) for side in levels]
    y = torch.cat(parts, dim=1)
    return y if x.ndim == 4 else y[0]


def pyramid_pool(x, *, bins=(1, 2, 3, 6)):
    """Means of regions, drawn as large as x."""
    batch = x if x.ndim == 4 else x[None]
    how = {"size": x.shape[-2:], "mode": "bilinear", "align_corners": True}
    means = [F.adaptive_avg_pool2d(batch, side) for side in bins]
    y = torch.cat([batch, *(F.interpolate(mean, **how) for mean in means)], dim=1)
    return y if x.ndim == 4 else y[0]


def strip_pool(x, row_weight=None, column_weight=None):
    """Rows' means and columns' means, each convolved, added where they cross."""
    batch = x if x.ndim == 4 else x[None]
    rows, columns = batch.mean(3), batch.mean(2)
    if row_weight is not None:
        rows = F.conv1d(rows, row_weight, padding="same")
    if column_weight is not None:
        columns = F.conv1d(columns, column_weight, padding="same")
    y = rows[:, :, :, None] + columns[:, :, None, :]
    return y if x.ndim == 4 else y[0]


def bilinear_pool(x, other=None, *, normalize=True):
    """Products of channels, averaged over places."""
    other = x if other is None else other
    b = torch.einsum("...chw,...dhw->...cd", x, other).flatten(-2)
    b = b / (x.shape[-2] * x.shape[-1])
    return F.normalize(b.sign() * b.abs().sqrt(), dim=-1) if normalize else b


def factorized_bilinear_pool(x, weight, factors, bias=None, *, mask=None):
    """Each score by its matrix, place by place; with a mask, factor by factor."""
    mask = torch.ones(len(weight), factors.shape[1]) if mask is None else mask
    scale = torch.as_tensor(mask).to(x.dtype)[..., :, :, None] * factors
    matrix = factors.transpose(-1, -2) @ scale  # F^T diag(m) F
    square = "...chw,...ocd,...dhw->...ohw"
    scores = torch.einsum(square, x, matrix.expand(*x.shape[:-3], -1, -1, -1), x)
    scores = scores + torch.einsum("oc,...chw->...ohw", weight, x)
    y = scores.mean((-2, -1))
    return y if bias is None else y + bias


def covariance_pool(x):
    """The square root of the covariance, by its eigenvalues."""
    flat = x.flatten(-2)
    flat = flat - flat.mean(-1, keepdim=True)
    covariance = flat @ flat.transpose(-1, -2) / flat.shape[-1]
    values, axes = torch.linalg.eigh(covariance)
    return axes @ torch.diag_embed(values.sqrt()) @ axes.transpose(-1, -2)


FORMULAS = {
    "spatial_pyramid_pool": spatial_pyramid_pool,
    "pyramid_pool": pyramid_pool,
    "strip_pool": strip_pool,
    "bilinear_pool": bilinear_pool,
    "factorized_bilinear_pool": factorized_bilinear_pool,
    "covariance_pool": covariance_pool,
}

IMAGES = [(2, 3, 7, 8), (3, 6, 5), (1, 1, 1, 1), (2, 1, 1, 4), (0, 2, 4, 4)]

CASES = {
    "spatial_pyramid_pool": [
        *(([shape], {}) for shape in IMAGES),
        *(([X], {"levels": levels}) for levels in ([1], (3, 2), (9,))),
    ],
    "pyramid_pool": [
        *(([shape], {}) for shape in IMAGES),
        *(([X], {"bins": bins}) for bins in ([1], (3, 2), (9,))),
    ],
    "strip_pool": [
        *(([shape], {}) for shape in IMAGES),
        ([X, (4, 3, 3), (4, 3, 1)], {}),
        ([X, (3, 3, 5), None], {}),
        ([X, None, (3, 3, 3)], {}),
        ([(3, 6, 5), (2, 3, 7), (2, 3, 3)], {}),
        ([(0, 2, 4, 4), (1, 2, 3), (1, 2, 3)], {}),
    ],
    "bilinear_pool": [
        *(([shape], {"normalize": False}) for shape in IMAGES),
        ([X], {}),
        ([(3, 6, 5)], {}),
        ([(0, 2, 4, 4)], {}),
        ([X, (2, 4, 7, 8)], {}),
        ([X, (2, 4, 7, 8)], {"normalize": False}),
        ([(3, 6, 5), (1, 6, 5)], {}),
    ],
    "factorized_bilinear_pool": [
        ([X, (4, 3), (4, 2, 3)], {}),
        ([X, (4, 3), (4, 2, 3), (4,)], {}),
        ([X, (4, 3), (4, 2, 3), (4,)], {"mask": (2, 4, 2)}),
        ([(3, 6, 5), (1, 3), (1, 5, 3), (1,)], {"mask": (1, 5)}),
        ([(3, 1, 1), (2, 3), (2, 1, 3)], {}),
        ([(0, 2, 4, 4), (3, 2), (3, 1, 2), (3,)], {}),
    ],
    "covariance_pool": [([shape], {}) for shape in [X, (3, 6, 5), (2, 1, 1, 4)]],
}


def agrees_with_its_formula(ops, name, case, *, dtype=np.float64, strided=False):
    """Output and all gradients are those of torch's formula."""
    shapes, options = case
    arrays = [
        None if shape is None else sample(shape, seed=k, dtype=dtype, strided=strided)
        for k, shape in enumerate(shapes)
    ]
    if "mask" in options:
        options = {"mask": abs(sample(options["mask"], seed=50, dtype=dtype))}
    y, dy, gradients = torch_oracle(FORMULAS[name], *arrays, **options)
    with Unchanged(*arrays, dy), np.errstate(all="raise", under="ignore"):
        assert_agrees(getattr(ops, name)(*arrays, **options), y)
        ours = getattr(ops, f"{name}_backward")(dy, *arrays, **options)
    ours = ours if isinstance(ours, tuple) else (ours,)
    assert all(gradient is None for gradient in ours[len(gradients) :])
    for gradient, theirs in zip(ours, gradients, strict=False):
        assert_agrees(gradient, theirs)
