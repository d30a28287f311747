"""The exercises on adaptive rates accept the optimizers themselves."""

import numpy as np
import pytest

from dlnotes import optimizers
from dlnotes.teach import check


def loaded(optimizer, steps, **state):
    """Give an optimizer the state it would have after so many steps."""
    saved = optimizer.state_dict()
    saved["steps"] = steps
    saved["state"] = {name: [array] for name, array in state.items()}
    optimizer.load_state_dict(saved)
    return optimizer


def my_adagrad(theta, grad, s, lr=0.01, eps=1e-10):
    theta = theta.copy()
    optimizer = loaded(optimizers.Adagrad([theta], lr, eps=eps), 1, sum=s)
    optimizer.step([grad])
    return optimizer.state_dict()["state"]["sum"][0], theta


def my_adam(theta, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    theta = theta.copy()
    optimizer = optimizers.Adam([theta], lr, betas=(beta1, beta2), eps=eps)
    loaded(optimizer, t - 1, exp_avg=m, exp_avg_sq=v)
    with np.errstate(invalid="ignore"):
        optimizer.step([grad])
    (m,), (v,) = optimizer.state_dict()["state"].values()
    return m, v, theta


def my_amsgrad(theta, grad, m, v, v_max, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    theta = theta.copy()
    optimizer = optimizers.Adam(
        [theta], lr, betas=(beta1, beta2), eps=eps, amsgrad=True
    )
    loaded(optimizer, t - 1, exp_avg=m, exp_avg_sq=v, max_exp_avg_sq=v_max)
    optimizer.step([grad])
    (m,), (v,), (v_max,) = optimizer.state_dict()["state"].values()
    return m, v, v_max, theta


@pytest.mark.parametrize("right", [my_adagrad, my_adam, my_amsgrad])
def test_the_optimizer_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report
