"""PyTorch's losses, and RetinaNet's formula in PyTorch.

`ops` is `dlnotes.losses` or a broken copy of it: the real one passes, mutants must not.
"""

import itertools

import numpy as np
import torch
from torch.nn import functional as F

from tests.oracles import Unchanged, assert_agrees, sample, torch_oracle

REDUCTIONS = "mean", "sum", "none"
KINDS = [{}, {"dtype": np.float32}, {"strided": True}]


def agrees(ops, name, reference, x, target, **options):
    """Loss and gradients are those of `reference`, and nothing is changed.

    A gradient is asked for wherever ours is differentiable: (dx,) or (dx, dtarget).
    """
    arrays = [a for a in (x, target) if a.dtype.kind == "f"]
    rest = [torch.tensor(target)] if target.dtype.kind != "f" else []
    y, dy, gradients = torch_oracle(
        lambda *a, **o: reference(*a, *rest, **o), *arrays, **options
    )
    ours = {
        key: value.numpy().astype(x.dtype) if isinstance(value, torch.Tensor) else value
        for key, value in options.items()
    }
    with Unchanged(x, target):
        actual = getattr(ops, name)(x, target, **ours)
        backward = getattr(ops, f"{name}_backward")(dy, x, target, **ours)
    assert_agrees(actual, y)
    backward = backward if isinstance(backward, tuple) else (backward,)
    for mine, theirs in zip(backward, gradients, strict=False):
        assert_agrees(mine, theirs)


SMOOTH = list(itertools.product([(7,), (3, 4), (2, 0), ()], (0.0, 0.3, 1.0, 2.5)))


def smooth_l1(ops, case, **kind):
    """Every reduction, as torch; some errors are 0 and some exactly beta."""
    shape, beta = case
    x = sample(shape, seed=1, **kind) if shape else np.array(0.7)
    target = np.asarray(x + 2 * sample(shape, seed=2, dtype=x.dtype), x.dtype)
    flat = target.reshape(-1)
    flat[:1] = x.reshape(-1)[:1]
    flat[1:2] = x.reshape(-1)[1:2] + x.dtype.type(beta)
    for reduction in REDUCTIONS:
        agrees(
            ops,
            "smooth_l1_loss",
            F.smooth_l1_loss,
            x,
            target,
            beta=beta,
            reduction=reduction,
        )


def classes(x, seed):
    """Draw a class for each place of x."""
    axis = min(1, x.ndim - 1)
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    return np.asarray(np.random.default_rng(seed).integers(0, x.shape[axis], shape))


def shares(x, seed):
    """Draw probabilities of classes."""
    axis = min(1, x.ndim - 1)
    drawn = np.random.default_rng(seed).random(x.shape)
    return (drawn / drawn.sum(axis, keepdims=True)).astype(x.dtype)


ENTROPY = list(
    itertools.product(
        [(5, 3), (4, 3, 2), (2, 3, 2, 2), (6,), (3, 1)],
        (False, True),
        (0.0, 0.1, 1.0),
    )
)


def entropy(ops, case, *, scale=1, **kind):
    """Every reduction, as torch: of indices, some of them ignored, or probabilities."""
    shape, weighted, smoothing = case
    x = x_of(shape, scale, **kind)
    options = {"label_smoothing": smoothing}
    if weighted:
        number = x.shape[min(1, x.ndim - 1)]
        weight = np.linspace(0.5, 2, number, dtype=x.dtype)
        options["weight"] = torch.tensor(weight)
    target = classes(x, seed=4)
    for reduction in REDUCTIONS:
        how = options | {"reduction": reduction}
        agrees(ops, "cross_entropy", F.cross_entropy, x, target, **how)
        probable = shares(x, seed=5)
        agrees(ops, "cross_entropy", F.cross_entropy, x, probable, **how)
        if x.ndim > 1:
            ignoring = np.where(np.arange(len(x)) % 3 == 1, -100, target.T).T
            agrees(ops, "cross_entropy", F.cross_entropy, x, ignoring, **how)
            how["ignore_index"] = 0
            agrees(ops, "cross_entropy", F.cross_entropy, x, target, **how)


def x_of(shape, scale, **kind):
    x = sample(shape, seed=3, **kind)
    return x * x.dtype.type(scale)


def retina(x, target, *, alpha, gamma, reduction):
    """RetinaNet's equation 5, as torchvision computes it."""
    p = torch.sigmoid(x)
    entropy = F.binary_cross_entropy_with_logits(x, target, reduction="none")
    right = p * target + (1 - p) * (1 - target)
    loss = entropy * (1 - right) ** gamma
    if alpha >= 0:
        loss = loss * (alpha * target + (1 - alpha) * (1 - target))
    return loss if reduction == "none" else getattr(loss, reduction)()


FOCAL = list(
    itertools.product([(7,), (3, 4), (2, 0), ()], (0.25, -1, 1), (0, 1, 2, 2.5))
)


def focal(ops, case, **kind):
    """Every reduction, as RetinaNet."""
    shape, alpha, gamma = case
    x = sample(shape, seed=6, **kind) if shape else np.array(-0.4)
    drawn = np.random.default_rng(7).integers(0, 2, shape)
    target = np.asarray(drawn, x.dtype)
    for reduction in REDUCTIONS:
        how = {"alpha": alpha, "gamma": gamma, "reduction": reduction}
        agrees(ops, "focal_loss", retina, x, target, **how)


def stays_finite(ops, dtype=np.float64):
    """Logits of ±10,000 and errors that have no square leave all numbers finite."""
    dtype = np.dtype(dtype).type
    far = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 1e4]], dtype)
    calls = [
        (ops.cross_entropy, ops.cross_entropy_backward, far, np.array([1, 0])),
        (ops.cross_entropy, ops.cross_entropy_backward, far, np.abs(far) / dtype(2e4)),
        (ops.focal_loss, ops.focal_loss_backward, far, (far > 0).astype(dtype)),
        (ops.focal_loss, ops.focal_loss_backward, far, (far < 0).astype(dtype)),
    ]
    huge = np.array([1e38, -1e38, 1e-38], dtype)
    calls += [(ops.smooth_l1_loss, ops.smooth_l1_loss_backward, huge, 0 * huge)]
    with np.errstate(all="raise", under="ignore"):
        for forward, backward, x, target in calls:
            for reduction in ("mean", "none"):
                loss = forward(x, target, reduction=reduction)
                dy = np.ones_like(loss)
                slopes = backward(dy, x, target, reduction=reduction)
                assert np.isfinite(loss).all()
                assert np.isfinite(slopes).all()
    certain = ops.cross_entropy(far, np.array([1, 0]), reduction="none")
    assert_agrees(certain, np.array([2e4, 2e4 + np.log(2)], dtype))
