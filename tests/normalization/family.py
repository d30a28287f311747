"""What all operators promise alike: each is called by name, with all of its data.

`ops` is `dlnotes.normalization` or a broken copy of it.
"""

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests.normalization import oracles
from tests.oracles import assert_agrees, sample

SHAPE = (3, 4, 70)
AFFINE = {"weight": (4,), "bias": (4,)}
STATE = {"running_mean": (4,), "running_var": (4,)}
ROWS = {"weight": (4, 70), "bias": (4, 70)}


class Call(NamedTuple):
    """An operator, the shapes of its data besides x, and its other arguments."""

    operator: str
    shapes: dict[str, tuple[int, ...]]
    options: dict[str, Any]


CALLS = {
    "batch, training": Call("batch_norm", STATE | AFFINE, {"training": True}),
    "batch, evaluation": Call("batch_norm", STATE | AFFINE, {"training": False}),
    "instance": Call("instance_norm", AFFINE, {}),
    "instance, evaluation": Call(
        "instance_norm", STATE | AFFINE, {"use_input_stats": False}
    ),
    "group": Call("group_norm", AFFINE, {"num_groups": 2}),
    "layer": Call("layer_norm", ROWS, {"normalized_shape": (4, 70)}),
    "layer, last axis": Call(
        "layer_norm", {"weight": (70,), "bias": (70,)}, {"normalized_shape": (70,)}
    ),
    "rms": Call("rms_norm", {"weight": (70,)}, {"normalized_shape": (70,)}),
    "response": Call("local_response_norm", {}, {"size": 3}),
    "standardize": Call("standardize", {}, {"axes": (0, 2)}),
}
NAIVE = ["batch_norm", "instance_norm", "group_norm", "layer_norm", "rms_norm"]


def data(call: Call, *, dtype: Any = np.float64, mean: float = 0) -> dict[str, Any]:
    """Return x, of this mean, and the rest of the data; none is negative in a state."""
    shapes = {"x": SHAPE} | call.shapes
    arrays = {
        name: sample(shape, seed=k, dtype=dtype)
        for k, (name, shape) in enumerate(shapes.items())
    }
    arrays["x"] += mean
    return arrays | {
        name: np.abs(array) for name, array in arrays.items() if name in STATE
    }


def naive(ops: Any) -> SimpleNamespace:
    """Return the readable twins, under the names of the fast ones."""
    return SimpleNamespace(
        **{name: getattr(ops, f"{name}_naive") for name in NAIVE},
        **{
            f"{name}_backward": getattr(ops, f"{name}_backward_naive") for name in NAIVE
        },
    )


def results(ops: Any, call: Call, dy: np.ndarray, arrays: dict[str, Any]) -> list[Any]:
    """Return y, the gradients, and the state: a copy is updated."""
    state = {name: arrays[name].copy() for name in STATE if name in arrays}
    forward = getattr(ops, call.operator)
    backward = getattr(ops, f"{call.operator}_backward")
    with np.errstate(all="ignore"):
        y = forward(**arrays | state, **call.options)
        gradients = backward(dy, **arrays, **call.options)
    gradients = [gradients] if isinstance(gradients, np.ndarray) else [*gradients]
    return [y, *gradients, *state.values()]


NON_FINITE = [
    (call, name, value)
    for call in CALLS
    for name in ["dy", "x", *CALLS[call].shapes]
    for value in (np.nan, np.inf, -np.inf)
    if (name, value) != ("running_var", -np.inf)
]


def assert_non_finite(ops: Any, case: Any, *, dtype: Any = np.float64, mean: float = 0):
    """One NaN or infinity makes non-finite what it does in torch, and nothing else."""
    call, name, value = CALLS[case[0]], *case[1:]
    arrays = data(call, dtype=dtype, mean=mean)
    dy = sample(SHAPE, seed=99, dtype=dtype)
    spoilt = dy if name == "dy" else arrays[name]
    spoilt[tuple(size // 2 for size in spoilt.shape)] = value
    expected = by_torch(call, dy, arrays)
    actual = results(ops, call, dy, arrays)
    for mine, theirs in zip(actual, expected, strict=False):
        finite = np.isfinite(theirs)
        assert np.array_equal(np.isfinite(mine), finite), "spread, or vanished"
        assert_agrees(mine[finite], theirs[finite], tol=1e-4 if mean else None)
    if call.operator in NAIVE:
        # dx apart: how sums of infinities cancel hangs on the order of operations
        y, _, *rest = zip(actual, results(naive(ops), call, dy, arrays), strict=True)
        for mine, formula in (y, *rest):
            assert np.array_equal(np.isnan(mine), np.isnan(formula)), "inf became NaN"


def by_torch(call: Call, dy: np.ndarray, arrays: dict[str, Any]) -> list[np.ndarray]:
    """Return torch's y and gradients."""
    tensors = {
        name: torch.tensor(array, requires_grad=name not in STATE)
        for name, array in arrays.items()
    }
    x, *rest = tensors.values()
    if call.operator == "standardize":
        var, mean = torch.var_mean(x, (0, 2), correction=0, keepdim=True)
        y = (x - mean) / torch.sqrt(var + 1e-5)
    else:
        named = dict(zip([*tensors][1:], rest, strict=True))
        y = getattr(F, call.operator)(x, **named, **call.options)
    y.backward(torch.tensor(dy))
    gradients = [t.grad.numpy() for t in tensors.values() if t.requires_grad]
    return [y.detach().numpy(), *gradients]


FOLDED = ["weight", "bias", "running_mean", "running_var", "gamma", "beta"]


def assert_fold_non_finite(ops: Any, name: str):
    """A NaN among an output's data is in this output's weight or bias, and no other."""
    arrays = {n: np.ones((3, 2) if n == "weight" else 3) for n in FOLDED}
    arrays[name][1] = np.nan
    weight, bias = ops.fold_batch_norm(**arrays)
    scaled = name in ("weight", "running_var", "gamma")
    assert np.isnan(weight).any(axis=1).tolist() == [False, scaled, False]
    assert np.isnan(bias).tolist() == [False, name != "weight", False]


NUMBERS = {
    "eps": 0.25,
    "momentum": 0.25,
    "alpha": 0.5,
    "beta": 0.5,
    "k": 1.5,
    "size": 3,
    "num_groups": 2,
}


def assert_numbers(ops: Any, name: str, *, dtype: Any = np.float32):
    """NumPy's numbers give the bits of Python's, running statistics included."""
    call = CALLS[name]
    code = getattr(ops, call.operator).__code__
    taken = {n: v for n, v in NUMBERS.items() if n in code.co_varnames}
    dy = sample(SHAPE, seed=99, dtype=dtype)
    for mean in (0, 1, 3, 10):  # of the few statistics some are rounded alike
        arrays = data(call, dtype=dtype, mean=mean)
        expected = results(ops, with_options(call, taken), dy, arrays)
        for real in (np.float32, np.float64, np.longdouble):
            numpy = {
                n: np.int64(v) if isinstance(v, int) else real(v)
                for n, v in taken.items()
            }
            actual = results(ops, with_options(call, numpy), dy, arrays)
            for mine, python in zip(actual, expected, strict=True):
                assert mine.dtype == dtype
                assert np.array_equal(mine, python)


def with_options(call: Call, options: dict[str, Any]) -> Call:
    """Return the call with other options."""
    return call._replace(options=call.options | options)


def assert_masked_is_refused(ops: Any, name: str):
    """A mask is never ignored, whichever argument has one."""
    call = CALLS[name]
    for spoilt in ["dy", "x", *call.shapes]:
        given = {"dy": sample(SHAPE, seed=99)} | data(call)
        given[spoilt] = np.ma.masked_array(given[spoilt], mask=given[spoilt] > 0)
        with pytest.raises(TypeError, match=f"{spoilt} is a MaskedArray"):
            results(ops, call, given.pop("dy"), given)


def _repeated(array: Any) -> Any:
    return np.lib.stride_tricks.as_strided(array, strides=(0,), writeable=True)


OVERLAPS = {
    "one array for both": lambda a: a | {"running_var": a["running_mean"]},
    "part of the other": lambda a: a | {"running_mean": a["running_var"][::-1]},
    "part of x": lambda a: a | {"running_mean": a["x"][0, :, 0]},
    "the weight": lambda a: a | {"running_var": a["weight"]},
    "the bias": lambda a: a | {"running_mean": a["bias"]},
    "one number": lambda a: a | {"running_mean": _repeated(a["running_mean"])},
}
"""Running statistics whose update would change something else."""


def assert_updated_alone(
    ops: Any, overlap: str, operator: str = "instance_norm", **options: Any
):
    """Running statistics are updated alone, or refused before any work."""
    arrays = data(Call(operator, STATE | AFFINE, {}))
    arrays = OVERLAPS[overlap](arrays)
    before = {name: array.copy() for name, array in arrays.items()}
    with pytest.raises(ValueError, match=r"running_(mean|var) .*share memory"):
        getattr(ops, operator)(**arrays, **options)
    for name, array in arrays.items():
        assert np.array_equal(array, before[name])


def assert_twins(ops: Any, operator: str):
    """The readable twin of an operator meets the oracles of the fast one."""
    oracle = getattr(oracles, f"assert_{operator}")
    cases = {
        "batch_norm": oracles.BATCH,
        "instance_norm": oracles.INSTANCE,
        "group_norm": oracles.GROUP,
    }
    for case in cases.get(operator, oracles.LAYER):
        for variant in ({}, {"dtype": np.float32}, {"given": ""}, {"eps": 0.5}):
            oracle(naive(ops), case, **variant)
    for call in CALLS.values():
        if call.operator == operator:
            arrays, dy = data(call, mean=10), sample(SHAPE, seed=99)
            fast, slow = (results(o, call, dy, arrays) for o in (ops, naive(ops)))
            for mine, formula in zip(fast, slow, strict=True):
                assert_agrees(mine, formula)
