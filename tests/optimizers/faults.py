"""What once went wrong, as functions of the optimizers."""

from typing import Any

import numpy as np
import pytest

from tests.optimizers.oracles import arrays, gradients


def assert_no_negative_variance(ops: Any) -> None:
    """A constant gradient has none: the parameters stay numbers."""
    for grad in (0.1, 0.3, -7.7):
        theta = np.zeros(1)
        optimizer = ops.RMSprop([theta], centered=True)
        for _ in range(4000):
            optimizer.step([np.full(1, grad)])
        assert np.isfinite(theta).all()


def assert_foreign_states_change_nothing(ops: Any) -> None:
    """States of another class and bad options are refused before anything is loaded."""
    for bad in ({"lr": -1.0}, {"betas": (0.5, 1.5)}, {"eps": np.nan}, {"amsgrad": 3}):
        one, other = ops.Adam([np.ones(2)], lr=0.5), ops.Adam([np.ones(2)])
        one.step([np.ones(2)])
        before, state = str(other.state_dict()), one.state_dict()
        state["options"] = {**state["options"], **bad}
        assert refuses(lambda: other.load_state_dict(state)), bad  # noqa: B023
        assert str(other.state_dict()) == before
    adamw = ops.AdamW([np.ones(2)])
    assert refuses(lambda: adamw.load_state_dict(one.state_dict()))
    assert adamw.decoupled_weight_decay
    adax, radam = ops.AdaX([np.ones(2)]), ops.RAdam([np.ones(2)])  # alike but in name
    assert refuses(lambda: adax.load_state_dict(radam.state_dict()))


def assert_options_may_change(ops: Any) -> None:
    """An option set between steps is checked and obeyed."""
    late, early = ([p] for p in np.ones((2, 3)))
    one = ops.SGD(late, lr=0.1)
    one.momentum, one.dampening = 0.9, 0.5
    other = ops.SGD(early, lr=0.1, momentum=0.9, dampening=0.5)
    for grad in (1.0, 2.0, 4.0):
        one.step([np.full(3, grad)])
        other.step([np.full(3, grad)])
    assert np.array_equal(late[0], early[0])
    adam = ops.Adam(arrays(0))
    for grads in gradients(3):
        adam.step(grads)
        adam.amsgrad = True
    assert "max_exp_avg_sq" in adam.state_dict()["state"]
    assert refuses(lambda: setattr(adam, "betas", (0.9, 1.0)))
    assert refuses(lambda: setattr(adam, "eps", -1.0))


def assert_overlap_is_refused(ops: Any) -> None:
    """No entry may be updated twice, and no gradient read too late."""
    w = np.ones((3, 3))
    stride_0 = np.lib.stride_tricks.as_strided(np.ones(1), (3,), (0,))
    windows = np.lib.stride_tricks.sliding_window_view(np.ones(5), 2, writeable=True)
    for params in ([w, w.T], [w[:2], w[1:]], [stride_0], [windows]):
        assert refuses(lambda: ops.SGD(params)), params  # noqa: B023
    ops.SGD([w[:, ::2], w[:, 1::2]])  # interleaved, but apart
    a, b = np.ones(2), np.ones(2)
    ops.SGD([a, b], lr=0.5).step([b, a])
    assert (a.tolist(), b.tolist()) == ([0.5, 0.5], [0.5, 0.5])


def assert_negative_metrics_reach_a_plateau(ops: Any) -> None:
    """A metric that stays as it is makes no progress, whatever its sign."""
    for mode in ("min", "max"):
        for metric in (-1.0, 0.0, 1.0):
            sgd = ops.SGD([np.zeros(1)], lr=1.0)
            plateau = ops.ReduceOnPlateau(sgd, patience=3, mode=mode)
            assert [plateau.step(metric) for _ in range(5)] == [1, 1, 1, 1, 0.1]
            assert plateau.best == metric


def assert_growth_ends_at_infinity(ops: Any) -> None:
    """A rate that no float holds is infinite."""
    assert ops.exponential_decay(1.0, 1.1)(10_000) == np.inf
    assert ops.step_decay(1.0, 2, gamma=1.1)(20_000) == np.inf


def assert_phases_do_not_overlap(ops: Any) -> None:
    """Three phases of which the first takes more than its half are refused."""
    assert refuses(lambda: ops.one_cycle(1.0, 10, pct_start=0.75, three_phase=True))


def assert_clipping(ops: Any) -> None:
    """By hand; also where squares leave the range of floats."""
    for limit, scale in ((1.0, 1 / 13.000001), (100.0, 1.0)):
        grads = [np.array([3.0, 4.0]), np.array([12.0])]
        assert ops.clip_grad_norm(grads, limit) == pytest.approx(13)
        assert grads[0] == pytest.approx(np.array([3.0, 4.0]) * scale, rel=1e-12)
    huge = np.full(4, 1e300)
    assert ops.clip_grad_norm([huge], 1.0) == 2e300
    assert huge == pytest.approx(np.full(4, 0.5))


def assert_line_search(ops: Any) -> None:
    """x'x from (3, 4): t is taken once t <= 1 - c1."""
    x = np.array([3.0, 4.0])
    for step, c1, expected in (
        (1.0, 1e-4, 0.5),
        (1.0, 0.6, 0.25),
        (0.25, 0.7, 0.25),
        (0.8, 0.3, 0.4),
    ):
        found = ops.backtracking_line_search(
            lambda x: float(x @ x), x, -2 * x, gradient=2 * x, step=step, c1=c1
        )
        assert found == expected


def refuses(call: Any) -> bool:
    """Whether a call raises an error about its arguments."""
    try:
        call()
    except (ValueError, TypeError, AttributeError):
        return True
    return False
