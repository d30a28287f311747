"""The oracles, as functions of the optimizers: real ones pass, mutants must not.

`ops` is `dlnotes.optimizers` or a broken copy of it.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from math import sqrt
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from tests.oracles import sample

SHAPES = (5, 4), (7,), (), (2, 0)
TOLERANCE = {np.float64: 1e-12, np.float32: 1e-5}

EVERYWHERE = [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "maximize": True}]
DECOUPLED = [{"weight_decay": 0.1, "decoupled_weight_decay": True}]
BETAS = [{"betas": (0.5, 0.8), "eps": 1e-2}]
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        *EVERYWHERE,
        {"momentum": 0.9},
        {"momentum": 0.9, "dampening": 0.3},
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        {"momentum": 0.9, "nesterov": True, "maximize": True},
    ],
    "Adagrad": [
        *EVERYWHERE,
        {"lr_decay": 0.1},
        {"initial_accumulator_value": 0.5, "eps": 1e-2},
    ],
    "Adadelta": [*EVERYWHERE, {"rho": 0.5, "eps": 1e-2, "lr": 0.3}],
    "RMSprop": [
        *EVERYWHERE,
        {"alpha": 0.9, "eps": 1e-2},
        {"centered": True, "eps": 1e-2},
        {"momentum": 0.9},
        {"momentum": 0.9, "centered": True, "weight_decay": 0.1, "maximize": True},
    ],
    "Adam": [*EVERYWHERE, *DECOUPLED, *BETAS, {"amsgrad": True}],
    "AdamW": [*EVERYWHERE, *BETAS, {"amsgrad": True, "maximize": True}],
    "Adamax": [*EVERYWHERE, *BETAS],
    "NAdam": [*EVERYWHERE, *DECOUPLED, *BETAS, {"momentum_decay": 0.1}],
    "RAdam": [*EVERYWHERE, *DECOUPLED, *BETAS, {"betas": (0.9, 0.9)}],
}
FROM_PAPERS: dict[str, list[dict[str, Any]]] = {
    "AdaBound": [
        {},
        {"weight_decay": 0.1, "final_lr": 0.01, "gamma": 0.1},
        {"final_lr": 1e-5, "gamma": 0.1, **BETAS[0]},
        {"amsbound": True, "gamma": 1e-5, **BETAS[0]},
    ],
    "AdaX": [{}, *EVERYWHERE[1:2], *DECOUPLED, {"betas": (0.5, 0.1), "eps": 1e-2}],
    "LARS": [{}, {"momentum": 0.0}, {"weight_decay": 0.1, "trust_coefficient": 0.1}],
    "LAMB": [{}, {"weight_decay": 0.1}, *BETAS],
}


def arrays(seed: int, dtype: Any = np.float64) -> list[np.ndarray]:
    """Random parameters of all shapes."""
    return [np.asarray(sample(s, seed=seed, dtype=dtype)) for s in SHAPES]


def gradients(
    steps: int, dtype: Any = np.float64, seed: int = 1
) -> Iterator[list[np.ndarray]]:
    """Gradients whose sizes differ by five orders of magnitude between steps."""
    rng = np.random.default_rng(seed)
    for step in range(steps):
        size = 10.0 ** rng.integers(-3, 3)
        yield [np.asarray(size * g, dtype) for g in arrays(seed + step)]


def follow_torch(
    make: Callable[[list[torch.Tensor]], torch.optim.Optimizer],
    dtype: Any = np.float64,
    steps: int = 100,
) -> list[np.ndarray]:
    """Where a torch optimizer takes the parameters."""
    tensors = [torch.tensor(p, requires_grad=True) for p in arrays(0, dtype)]
    optimizer = make(tensors)
    for grads in gradients(steps, dtype):
        for tensor, grad in zip(tensors, grads, strict=True):
            tensor.grad = torch.tensor(grad)
        optimizer.step()
    return [tensor.detach().numpy() for tensor in tensors]


def follow(
    make: Callable[[list[np.ndarray]], Any], dtype: Any = np.float64, steps: int = 100
) -> list[np.ndarray]:
    """Where ours takes them."""
    params = arrays(0, dtype)
    optimizer = make(params)
    for grads in gradients(steps, dtype):
        optimizer.step(grads)
    return params


def assert_close(
    actual: Sequence[np.ndarray], expected: Sequence[np.ndarray], tol: float
) -> None:
    """Compare all parameters, each with the size of its largest entry."""
    for ours, theirs in zip(actual, expected, strict=True):
        assert ours.dtype == theirs.dtype
        scale = np.abs(theirs).max(initial=0)
        error = np.abs(ours - theirs).max(initial=0)
        assert error <= tol * scale, f"off by {error / scale:.1e}"


def assert_equals_torch(
    ops: Any, name: str, options: dict[str, Any], dtype: Any = np.float64
) -> None:
    """100 steps of torch.optim's optimizer of that name."""
    twin = getattr(torch.optim, name)
    expected = follow_torch(lambda p: twin(p, **options, foreach=False), dtype)
    actual = follow(lambda p: getattr(ops, name)(p, **options), dtype)
    assert_close(actual, expected, TOLERANCE[dtype])


def assert_equals_paper(ops: Any, name: str, options: dict[str, Any]) -> None:
    """100 steps of the paper's formulas, written with nothing but whole arrays."""
    steps = list(gradients(100))
    expected = [
        np.asarray(PAPERS[name](theta, [grads[i] for grads in steps], **options))
        for i, theta in enumerate(arrays(0))
    ]
    with patch.object(import_module(f"{ops.__name__}._optimizer"), "BLOCK", 6):
        actual = follow(lambda p: getattr(ops, name)(p, **options))
    assert_close(actual, expected, 1e-12)


def adabound(
    theta,
    grads,
    lr=1e-3,
    betas=(0.9, 0.999),
    final_lr=0.1,
    gamma=1e-3,
    eps=1e-8,
    weight_decay=0.0,
    amsbound=False,
):
    """Luo et al. 2019, algorithm 2, and 3 for `amsbound`."""
    m = v = largest = 0.0
    for t, g in enumerate(grads, 1):
        g = g + weight_decay * theta
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        largest = np.maximum(largest, v) if amsbound else v
        alpha = lr * sqrt(1 - betas[1] ** t) / (1 - betas[0] ** t)
        rate = alpha / (np.sqrt(largest) + eps)
        rate = np.minimum(rate, final_lr * (1 + 1 / (gamma * t)))
        rate = np.maximum(rate, final_lr * (1 - 1 / (gamma * t + 1)))
        theta = theta - rate * m
    return theta


def adax(
    theta,
    grads,
    lr=1e-3,
    betas=(0.9, 1e-4),
    eps=1e-12,
    weight_decay=0.0,
    decoupled_weight_decay=False,
):
    """Li et al. 2020, algorithm 1."""
    m = v = 0.0
    for t, g in enumerate(grads, 1):
        if decoupled_weight_decay:
            theta = theta - lr * weight_decay * theta
        else:
            g = g + weight_decay * theta
        m = betas[0] * m + (1 - betas[0]) * g
        v = (1 + betas[1]) * v + betas[1] * g**2
        v_hat = v / ((1 + betas[1]) ** t - 1)
        theta = theta - lr * m / (np.sqrt(v_hat) + eps)
    return theta


def lars(
    theta,
    grads,
    lr=1e-2,
    momentum=0.9,
    weight_decay=0.0,
    trust_coefficient=1e-3,
    eps=1e-8,
):
    """You et al. 2017, algorithm 1."""
    b = 0.0
    for g in grads:
        w, length, local = np.linalg.norm(theta), np.linalg.norm(g), 1.0
        if w > 0 and length > 0:
            local = trust_coefficient * w / (length + weight_decay * w + eps)
        b = momentum * b + lr * local * (g + weight_decay * theta)
        theta = theta - b
    return theta


def lamb(theta, grads, lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0):
    """You et al. 2020, algorithm 2."""
    m = v = 0.0
    for t, g in enumerate(grads, 1):
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        r = m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + eps)
        u = r + weight_decay * theta
        w, length = np.linalg.norm(theta), np.linalg.norm(u)
        ratio = w / length if w > 0 and length > 0 else 1.0
        theta = theta - lr * ratio * u
    return theta


PAPERS = {"AdaBound": adabound, "AdaX": adax, "LARS": lars, "LAMB": lamb}


def assert_state_dict(ops: Any, name: str, options: dict[str, Any]) -> None:
    """Stop after 10 steps, go on with a copy in another optimizer: nothing changes."""
    make = getattr(ops, name)
    expected = follow(lambda p: make(p, **options), steps=20)
    params, copies = arrays(0), arrays(5)
    first, *rest = gradients(20)
    optimizer = make(params, **options)
    optimizer.step(first)
    for grads in rest[:9]:
        optimizer.step(grads)
    saved = optimizer.state_dict()
    for copy, param in zip(copies, params, strict=True):
        copy[...] = param
    second = make(copies, **options)
    optimizer.step(rest[0])  # must not reach what is saved
    second.load_state_dict(saved)
    optimizer.step(rest[0])
    for grads in rest[9:]:
        second.step(grads)
    assert_close(copies, expected, 1e-15)


def assert_layouts(ops: Any, name: str, options: dict[str, Any]) -> None:
    """Strided parameters, of rows longer and shorter than a block: the same numbers."""
    make = getattr(ops, name)
    for rows, columns in ((3, 70_000), (40, 70)):
        flat = sample((rows, columns), seed=0)
        wide = np.zeros((2 * columns, 2 * rows)).T
        strided = wide[::-2, ::2]
        strided[...] = flat
        one, other = make([flat], **options), make([strided], **options)
        for seed in range(3):
            grad = sample((rows, columns), seed=seed)
            one.step([grad])
            other.step([np.asfortranarray(grad)])
        assert_close([strided], [flat], 1e-14)
        assert not wide[::2].any()
        assert not wide[:, 1::2].any()


def assert_schedule_equals_torch(
    f: Callable[[int], float], make: Callable[..., Any], steps: int = 40
) -> None:
    """Compare a schedule with the scheduler that `make` gives a rate of 0.7."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.7)
    scheduler, expected = make(optimizer), []
    for step in range(steps):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < steps - 1:
            scheduler.step()
    assert [f(step) for step in range(steps)] == pytest.approx(expected, abs=1e-14)


def assert_optimizer(ops: Any, name: str) -> None:
    """Same numbers as torch or the paper, and a state that can be saved."""
    for options in [*OPTIONS.get(name, []), *FROM_PAPERS.get(name, [])]:
        compare = assert_equals_torch if name in OPTIONS else assert_equals_paper
        compare(ops, name, options)
        assert_state_dict(ops, name, options)


def assert_shared(ops: Any) -> None:
    """What every rule needs of the base."""
    for name in ("SGD", "Adam"):
        assert_optimizer(ops, name)
        assert_layouts(ops, name, {})
    grad = np.ones(3)
    ops.SGD([np.ones(3)], maximize=True).step([grad])
    assert grad.tolist() == [1, 1, 1]


def assert_schedules(ops: Any) -> None:
    """Same numbers as torch."""
    for f, make in (
        (ops.step_decay(0.7, 7), lambda o: lr_scheduler.StepLR(o, 7)),
        (ops.polynomial_decay(0.7, 30), lambda o: lr_scheduler.PolynomialLR(o, 30)),
        (ops.cosine_decay(0.7, 30), lambda o: lr_scheduler.CosineAnnealingLR(o, 30)),
        (ops.warmup(0.7, 6), lambda o: lr_scheduler.LinearLR(o, total_iters=6)),
        (
            ops.one_cycle(0.7, 40),
            lambda o: lr_scheduler.OneCycleLR(o, 0.7, 40, cycle_momentum=False),
        ),
        (
            ops.cyclic(0.1, 0.7, step_size_up=5, step_size_down=3, mode="triangular2"),
            lambda o: lr_scheduler.CyclicLR(
                o, 0.1, 0.7, 5, 3, mode="triangular2", cycle_momentum=False
            ),
        ),
    ):
        assert_schedule_equals_torch(f, make)
