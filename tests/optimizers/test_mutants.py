"""Each bug below is planted in a copy of the package; the oracles must see it."""

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from tests.mutants import mutate
from tests.optimizers.checks import (
    FROM_PAPERS,
    OPTIONS,
    check_equals_paper,
    check_equals_torch,
    check_layouts,
    check_state_dict,
)
from tests.optimizers.schedules import assert_equals_torch

MUTANTS = {
    "SGD": {
        "momentum dampened at the first step": ("self.steps == 1", "False"),
        "dampening forgotten": ("(1 - self.dampening) * g", "g"),
        "Nesterov without looking ahead": ("g + self.momentum * b if", "b if"),
        "Nesterov twice as far": ("g + self.momentum * b", "g + b"),
        "= for +=": ("b += g if", "b[...] = g if"),
    },
    "Adagrad": {
        "decaying instead of summing": ("s += g * g", "s += 0.1 * (g * g - s)"),
        "eps inside the root": ("np.sqrt(s) + self.eps", "np.sqrt(s + self.eps)"),
        "lr_decay a step early": ("(self.steps - 1)", "self.steps"),
        "no initial value": ("array += initial_acc", "array += 0 * initial_acc"),
    },
    "Adadelta": {
        "eps outside the root": (
            "np.sqrt((u + self.eps) / (v + self.eps))",
            "(np.sqrt(u) + self.eps) / (np.sqrt(v) + self.eps)",
        ),
        "steps not averaged": ("u *= self.rho", "u *= 1.0"),
        "average of the scaled steps": ("* delta * delta", "* (self.lr * delta) ** 2"),
    },
    "RMSprop": {
        "eps inside the root": ("np.sqrt(v) + self.eps", "np.sqrt(v + self.eps)"),
        "not centred": ("v - mean * mean", "v"),
        "mean of squares twice": ("v - mean * mean", "v - mean"),
        "momentum on the gradient": ("b += ratio", "b += g"),
        "decay the wrong way round": ("(1 - self.alpha) * g * g", "self.alpha * g * g"),
    },
    "Adam": {
        "first moment not corrected": ("root / (1 - beta1**self.steps)", "root"),
        "second moment not corrected": ("sqrt(1 - beta2**self.steps)", "1.0"),
        "corrections a step late": (
            "1 - beta1**self.steps",
            "1 - beta1**(self.steps+1)",
        ),
        "eps corrected too": ("self.eps * root)", "self.eps)"),
        "second moment of the mean": ("(1 - beta2) * g * g", "(1 - beta2) * m * m"),
        "AMSGrad forgets": ("out=largest[0])", "out=v)"),
        "AMSGrad ignored": ("if largest:", "if False:"),
    },
    "AdamW": {
        "decay in the gradient": (
            "decoupled_weight_decay=True,",
            "decoupled_weight_decay=False,",
        ),
        "other default": ("weight_decay: float = 1e-2", "weight_decay: float = 0.0"),
    },
    "Adamax": {
        "root of squares": ("np.maximum(u, np", "np.hypot(u, np"),
        "eps outside": ("np.abs(g) + self.eps", "np.abs(g)"),
        "no correction": ("self.lr / (1 - beta1**self.steps)", "self.lr"),
        "no decay": ("u *= beta2", "u *= 1.0"),
    },
    "NAdam": {
        "product in double precision": (
            "float(np.float32(self.mu_product) * np.float32(self._mu(self.steps)))",
            "self.mu_product * self._mu(self.steps)",
        ),
        "no look ahead": ("self._mu(self.steps + 1)", "self._mu(self.steps)"),
        "momentum not warmed": ("(1 - 0.5 * decay)", "(1 - 0.0 * decay)"),
        "the mean in place of the gradient": ("now * g +", "now * m +"),
    },
    "RAdam": {
        "threshold of the paper": ("rho <= 5", "rho <= 4"),
        "always rectified by one": (
            "lr *= rectification * sqrt",
            "lr *= sqrt",
        ),
        "no correction before it divides": (
            "lr = self.lr / (1 - beta1**self.steps)",
            "lr = self.lr",
        ),
    },
    "AdaBound": {
        "bounds exchanged": ("eps), lower, upper)", "eps), upper, lower)"),
        "upper bound without the step": (
            "1 + 1 / (self.gamma * self.steps)",
            "1 + 1 / self.gamma",
        ),
        "step clipped instead of the rate": (
            "np.clip(lr / (np.sqrt(v) + self.eps), lower, upper) * m",
            "np.clip(lr / (np.sqrt(v) + self.eps) * m, lower, upper)",
        ),
        "AMSBound ignored": ("if largest:", "if False:"),
    },
    "AdaX": {
        "fading memory": ("v *= 1 + beta2", "v *= 1 - beta2"),
        "not normalized": (
            "root = sqrt(expm1(self.steps * log1p(beta2)))",
            "root = 1.0",
        ),
        "eps not scaled": ("self.eps * root", "self.eps"),
    },
    "LARS": {
        "no trust coefficient": ("self.trust_coefficient * weights", "weights"),
        "decay left out of the ratio": (
            "gradient + self.weight_decay * weights + self.eps",
            "gradient + self.eps",
        ),
        "rate outside the momentum": (
            "b += lr * (g + self.weight_decay * p)\n            p -= b",
            "b += g + self.weight_decay * p\n            p -= lr * b",
        ),
        "decay left out of the step": (
            "lr * (g + self.weight_decay * p)",
            "lr * g",
        ),
    },
    "LAMB": {
        "ratio without decay": (
            "(root + self.eps) + self.weight_decay * p",
            "(root + self.eps)",
        ),
        "norm of the last block": ("square += norm", "square = norm"),
        "not corrected": ("m / (1 - beta1**self.steps)", "m"),
        "ratio upside down": ("weights / length if", "length / weights if"),
    },
}
SHARED = {
    "= for the parameters": ("p *= 1 - ", "p = p * (1 - 0) - "),
    "gradient changed": ("g = -g", "np.negative(g, out=g)"),
    "decay before the sign": (
        "if self.maximize:\n                g = -g\n",
        "if False:\n                g = -g\n",
    ),
    "L2 as decoupled decay": (
        "if self.weight_decay and self.decoupled_weight_decay:",
        "if self.weight_decay:",
    ),
    "saved state not copied": ("[a.copy() for a in s]", "list(s)"),
    "steps not saved": ("self.steps = steps", "pass"),
    "rows of strided arrays skipped": (
        "for rows in zip(*arrays, strict=True):",
        "for rows in list(zip(*arrays, strict=True))[:-1]:",
    ),
    "ends of blocks skipped": (
        "a[start : start + BLOCK]",
        "a[start : start + BLOCK - 1]",
    ),
}
SCHEDULES = {
    "stairs a step early": (
        "decay.py",
        "check_step(step) // size",
        "(step + 1) // size",
    ),
    "cosine of a whole wave": ("_schedule.py", "pi * way", "2 * pi * way"),
    "polynomial goes on": ("decay.py", "min(check_step(step), total)", "step"),
    "warm-up a step early": ("warmup.py", "* step / length", "* (step + 1) / length"),
    "cycle's top a step late": (
        "cycles.py",
        "pct_start * total - 1",
        "pct_start * total",
    ),
    "last rate from the top": ("cycles.py", "first / final_div", "max_lr / final_div"),
    "cycles all alike": ("cycles.py", "0.5**cycle", "0.5"),
    "down as long as up": (
        "cycles.py",
        "(up + down - position) / down",
        "(up + down - position) / up",
    ),
}


def check_optimizer(ops, name):
    for options in [*OPTIONS.get(name, []), *FROM_PAPERS.get(name, [])]:
        compare = check_equals_torch if name in OPTIONS else check_equals_paper
        compare(ops, name, options)
        check_state_dict(ops, name, options)


def check_shared(ops):
    for name in ("SGD", "Adam"):
        check_optimizer(ops, name)
        check_layouts(ops, name, {})
    grad = np.ones(3)
    ops.SGD([np.ones(3)], maximize=True).step([grad])
    assert grad.tolist() == [1, 1, 1]


def check_schedules(ops):
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
        assert_equals_torch(f, make)


OPTIMIZER_MUTANTS = [
    pytest.param(name, *change, id=f"{name}: {bug}")
    for name, bugs in MUTANTS.items()
    for bug, change in bugs.items()
]


@pytest.mark.parametrize(("name", "old", "new"), OPTIMIZER_MUTANTS)
def test_a_broken_rule_is_noticed(name, old, new, tmp_path):
    file = "adam.py" if name == "AdamW" else f"{name.lower()}.py"
    ops = mutate("dlnotes.optimizers", file, old, new, tmp_path)
    with pytest.raises(AssertionError), np.errstate(all="ignore"):
        check_optimizer(ops, name)


@pytest.mark.parametrize(("old", "new"), SHARED.values(), ids=SHARED)
def test_a_broken_base_is_noticed(old, new, tmp_path):
    ops = mutate("dlnotes.optimizers", "_optimizer.py", old, new, tmp_path)
    with pytest.raises(AssertionError):
        check_shared(ops)


@pytest.mark.parametrize(("file", "old", "new"), SCHEDULES.values(), ids=SCHEDULES)
def test_a_broken_schedule_is_noticed(file, old, new, tmp_path):
    ops = mutate("dlnotes.optimizers", file, old, new, tmp_path)
    with pytest.raises(AssertionError):
        check_schedules(ops)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max_norm / (total + 1e-6)", "max_norm / total"),
        ("if not scale >= 1:", "if True:"),
        ("np.hypot.reduce([norm(grad)", "np.maximum.reduce([norm(grad)"),
    ],
)
def test_broken_clipping_is_noticed(old, new, tmp_path):
    ops = mutate("dlnotes.optimizers", "clipping.py", old, new, tmp_path)
    results = []
    for limit in (1.0, 100.0):
        ours = [np.array([3.0, 4.0]), np.array([12.0])]
        theirs = [
            torch.zeros(2, requires_grad=True),
            torch.zeros(1, requires_grad=True),
        ]
        for tensor, grad in zip(theirs, ours, strict=True):
            tensor.grad = torch.tensor(grad, dtype=torch.float32)
        total = ops.clip_grad_norm(ours, limit)
        expected = torch.nn.utils.clip_grad_norm_(theirs, limit).item()
        results += [total == pytest.approx(expected)]
        results += [
            a == pytest.approx(b.grad.numpy(), rel=3e-8)
            for a, b in zip(ours, theirs, strict=True)
        ]
    assert not all(results)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<= value + c1 * step * slope", "<= value"),
        ("step *= shrink", "step *= shrink * shrink"),
        ("c1 * step * slope", "c1 * slope"),
    ],
)
def test_a_broken_line_search_is_noticed(old, new, tmp_path):
    ops = mutate("dlnotes.optimizers", "line_search.py", old, new, tmp_path)
    x = np.array([3.0, 4.0])
    steps = [
        ops.backtracking_line_search(
            lambda x: float(x @ x), x, -2 * x, gradient=2 * x, step=step, c1=c1
        )
        for step, c1 in ((1.0, 1e-4), (1.0, 0.6), (0.25, 0.7), (0.8, 0.3))
    ]
    assert steps != [0.5, 0.25, 0.25, 0.4]
