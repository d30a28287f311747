"""The oracles, as functions of the operators: real ones pass, mutants must not.

`ops` is `dlnotes.normalization` or a broken copy of it.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
import torch.nn.functional as F

from tests.oracles import Unchanged, assert_agrees, sample, torch_oracle

BATCH = [
    (7, 3),
    (2, 3, 5),
    (3, 2, 4, 5),
    (1, 3, 3, 2),
    (5, 1),
    (6, 2, 1, 1),
    (2, 2, 2, 3, 2),
    (2, 3, 70),
    (0, 3, 2),
    (0, 3),
    (2, 3, 0),
]

INSTANCE = [
    (2, 3, 5),
    (3, 2, 4, 5),
    (1, 1, 3, 2),
    (2, 2, 2, 3, 2),
    (2, 3, 70),
    (2, 3, 0),
]

LAYER = [
    ((4, 5), (5,)),
    ((5,), [5]),
    ((4, 5), (4, 5)),
    ((2, 3, 4), (3, 4)),
    ((2, 3, 4, 5), (5,)),
    ((2, 3, 70), 70),
    ((3, 1, 4), (1, 4)),
    ((0, 4), (4,)),
    ((2, 0), (0,)),
    ((2, 0, 3), (3,)),
]

GROUP = [
    ((2, 6, 4, 5), 3),
    ((2, 6, 4, 5), 1),
    ((2, 6, 4, 5), 6),
    ((3, 8), 2),
    ((1, 4, 3), 2),
    ((2, 4, 2, 3, 2), 2),
    ((2, 4, 70), 2),
    ((0, 4, 3), 2),
    ((2, 0, 3), 1),
]

LOCAL_RESPONSE = [
    ((2, 6, 4), {"size": 3}),
    ((2, 6, 4), {"size": 4, "alpha": 0.5, "beta": 0.3, "k": 2.0}),
    ((2, 6, 3, 2), {"size": 5, "alpha": 2.0}),
    ((2, 3, 2, 3, 2), {"size": 2, "alpha": 1.0, "beta": 2.0, "k": 0.1}),
    ((2, 3, 2), {"size": 1, "alpha": 1.0}),
    ((2, 3, 2), {"size": 9, "alpha": 1.0}),
    ((2, 3, 2), {"size": 20, "alpha": 1.0}),
    ((2, 1, 2), {"size": 4, "alpha": 1.0}),
    ((2, 3, 2), {"size": 3, "alpha": 0.0}),
    ((2, 3, 2), {"size": 3, "beta": 0.0}),
    ((0, 3, 2), {"size": 3}),
    ((2, 3, 0), {"size": 3}),
]

STANDARDIZE = [
    ((4, 5), (0,)),
    ((4, 5), [1]),
    ((3, 2, 4, 5), (0, 2, 3)),
    ((3, 2, 4, 5), (-1, 1, 2)),
    ((3, 2, 4, 5), (3, 0)),
    ((6,), (0,)),
    ((3, 1, 4), (0, 1, 2)),
]

FOLD = [((4, 3, 3, 2), {}), ((5, 6), {"eps": 0.1}), ((2, 1, 5), {}), ((0, 3), {})]


def assert_against_torch(
    torch_function: Callable[..., torch.Tensor],
    forward: Callable[..., np.ndarray],
    backward: Callable[..., Any],
    *arrays: np.ndarray | None,
):
    """Output and gradients, as functions of the arrays alone, are torch's."""
    y, dy, gradients = torch_oracle(torch_function, *arrays)
    with Unchanged(*arrays, dy):
        assert_agrees(forward(*arrays), y)
        actual = backward(dy, *arrays)
    actual = [actual] if isinstance(actual, np.ndarray) else actual
    for mine, theirs in zip(actual, gradients, strict=True):
        assert_agrees(mine, theirs)


def parameters(shape, *, given: str, **make) -> list[np.ndarray | None]:
    """Return the weight and the bias, each only if `given` has its letter."""
    return [
        sample(tuple(shape), seed=seed, **make) if letter in given else None
        for seed, letter in enumerate("wb", start=1)
    ]


def assert_batch_norm(ops, shape, **variant):
    """batch_norm, its gradients and its state over three steps are torch's."""
    assert_with_state(ops, "batch_norm", "training", shape, **variant)


def assert_instance_norm(ops, shape, **variant):
    """instance_norm, its gradients and its state over three steps are torch's."""
    assert_with_state(ops, "instance_norm", "use_input_stats", shape, **variant)


def assert_with_state(
    ops,
    name,
    flag,
    shape,
    *,
    dtype: Any = np.float64,
    given="wb",
    strided=False,
    momentum=0.1,
    eps=1e-5,
):
    """The statistics of the batch are used and tracked, then used as they are."""
    make = {"dtype": dtype, "strided": strided}
    arrays = parameters(shape[1:2], given=given, **make)
    state = [
        sample(shape[1:2], seed=3, **make),
        sample(shape[1:2], seed=4, **make) ** 2,
    ]
    expected = [torch.tensor(a.copy()) for a in state]
    options = {"momentum": momentum, "eps": eps}
    tracked = [(state, expected, True)] * 3
    for step, (mine, theirs, own) in enumerate(
        [*tracked, (state, expected, False), ([None] * 2, [None] * 2, True)]
    ):
        how = options | {flag: own}
        x = sample(shape, seed=10 + step, **make)
        forward = partial(getattr(ops, name), **how)
        backward = partial(getattr(ops, f"{name}_backward"), **how)
        with Unchanged(*([] if own else state)):
            assert_against_torch(
                lambda x, *p, t=theirs, k=how: getattr(F, name)(x, *t, *p, **k),
                lambda x, *p, m=mine, f=forward: f(x, *m, *p),
                lambda dy, x, *p, m=mine, b=backward: untouched(m, b, dy, x, *m, *p),
                x,
                *arrays,
            )
        for ours, reference in zip(state, expected, strict=True):
            assert_agrees(ours, reference.numpy())


def untouched(state, function, *arguments):
    """Call a backward function, which must not touch the running statistics."""
    with Unchanged(*state):
        return function(*arguments)


def assert_layer_norm(
    ops, case, *, dtype: Any = np.float64, given="wb", strided=False, eps=1e-5
):
    """layer_norm and its gradients are torch's."""
    shape, normalized = case
    sizes = [normalized] if isinstance(normalized, int) else normalized
    make = {"dtype": dtype, "strided": strided}
    assert_against_torch(
        lambda x, *p: F.layer_norm(x, sizes, *p, eps=eps),
        lambda x, *p: ops.layer_norm(x, normalized, *p, eps=eps),
        lambda dy, x, *p: ops.layer_norm_backward(dy, x, normalized, *p, eps=eps),
        sample(shape, seed=0, **make),
        *parameters(sizes, given=given, **make),
    )


def assert_rms_norm(
    ops, case, *, dtype: Any = np.float64, given="w", strided=False, eps=None
):
    """rms_norm and its gradients are torch's, whose eps hangs on the dtype."""
    shape, normalized = case
    sizes = [normalized] if isinstance(normalized, int) else normalized
    make = {"dtype": dtype, "strided": strided}
    weight, _ = parameters(sizes, given=given, **make)
    x = sample(shape, seed=0, **make)
    for scale in (1, 1e-4):
        assert_against_torch(
            lambda x, w: F.rms_norm(x, sizes, w, eps=eps),
            lambda x, w: ops.rms_norm(x, normalized, w, eps=eps),
            lambda dy, x, w: ops.rms_norm_backward(dy, x, normalized, w, eps=eps),
            x * dtype(scale),
            weight,
        )


def assert_group_norm(
    ops, case, *, dtype: Any = np.float64, given="wb", strided=False, eps=1e-5
):
    """group_norm and its gradients are torch's."""
    shape, groups = case
    make = {"dtype": dtype, "strided": strided}
    assert_against_torch(
        lambda x, *p: F.group_norm(x, groups, *p, eps=eps),
        lambda x, *p: ops.group_norm(x, groups, *p, eps=eps),
        lambda dy, x, *p: ops.group_norm_backward(dy, x, groups, *p, eps=eps),
        sample(shape, seed=0, **make),
        *parameters(shape[1:2], given=given, **make),
    )


def assert_local_response_norm(ops, case, *, dtype: Any = np.float64, strided=False):
    """local_response_norm and its gradient are torch's."""
    shape, options = case
    assert_against_torch(
        partial(F.local_response_norm, **options),
        partial(ops.local_response_norm, **options),
        partial(ops.local_response_norm_backward, **options),
        sample(shape, seed=0, dtype=dtype, strided=strided),
    )


def assert_standardize(
    ops, case, *, dtype: Any = np.float64, strided=False, eps: float = 1e-5
):
    """Standardize and its gradient are torch's formula."""
    shape, axes = case

    def formula(x):
        var, mean = torch.var_mean(x, list(axes), correction=0, keepdim=True)
        return (x - mean) / torch.sqrt(var + eps)

    assert_against_torch(
        formula,
        lambda x: ops.standardize(x, axes, eps=eps),
        lambda dy, x: ops.standardize_backward(dy, x, axes, eps=eps),
        sample(shape, seed=0, dtype=dtype, strided=strided),
    )


def assert_fold(ops, case, *, dtype: Any = np.float64, given="bgs", strided=False):
    """fold_batch_norm is torch's; letters: the layer's bias, and gamma and shift."""
    shape, options = case
    make = {"dtype": dtype, "strided": strided}
    weight = sample(shape, seed=0, **make)
    bias, mean, var, gamma, beta = (
        sample(shape[:1], seed=k, **make) for k in range(1, 6)
    )
    bias, gamma, beta = (
        array if letter in given else None
        for letter, array in zip("bgs", (bias, gamma, beta), strict=True)
    )
    arrays = (weight, bias, mean, var**2, gamma, beta)
    expected = torch.nn.utils.fusion.fuse_conv_bn_weights(
        *(None if a is None else torch.tensor(a.copy()) for a in arrays[:4]),
        options.get("eps", 1e-5),
        *(None if a is None else torch.tensor(a.copy()) for a in arrays[4:]),
    )
    with Unchanged(*arrays):
        actual = ops.fold_batch_norm(*arrays, **options)
    for mine, theirs in zip(actual, expected, strict=True):
        assert_agrees(mine, theirs.detach().numpy())


def assert_small_blocks(ops, named_case, **variant):
    """An operator's case, cut into blocks as large arrays are."""
    with ExitStack() as stack:
        for name, size in {"_channels": "BLOCK", "_rows": "ROWS"}.items():
            module = import_module(f"{ops.__name__}.{name}")
            stack.enter_context(patch.object(module, size, 25))
        name, case = named_case
        globals()[f"assert_{name}"](ops, case, **variant)
