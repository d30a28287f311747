"""The exercises on momentum accept what is right, whatever its way."""

import numpy as np
import pytest

from dlnotes.optimizers import SGD
from dlnotes.teach import check


def by_sgd(**options):
    def step(theta, grad, velocity, lr, momentum):
        if not momentum:
            return grad.copy(), theta - lr * grad
        theta = theta.copy()
        optimizer = SGD([theta], lr, momentum=momentum, **options)
        saved = optimizer.state_dict() | {"steps": 1}
        saved["state"] = {"momentum_buffer": [velocity]}
        optimizer.load_state_dict(saved)
        optimizer.step([grad])
        return optimizer.state_dict()["state"]["momentum_buffer"][0], theta

    return step


def my_best_momentum(smallest, largest):
    kappa = largest / smallest
    beta = ((kappa**0.5 - 1) / (kappa**0.5 + 1)) ** 2
    return np.array([(1 + beta**0.5) ** 2 / largest, beta])


def test_the_optimizer_passes():
    assert check.momentum(by_sgd()).passed
    assert check.nesterov(by_sgd(nesterov=True)).passed


def test_another_form_of_the_best_numbers_passes():
    assert check.best_momentum(my_best_momentum).passed


def test_the_best_numbers_make_both_ends_fall_alike():
    rate, beta = check.best_momentum.oracle(1.0, 100.0)
    radii = [
        max(abs(np.linalg.eigvals([[1 + beta - rate * h, -beta], [1.0, 0.0]])))
        for h in (1.0, 10.0, 100.0)
    ]
    assert radii == pytest.approx([9 / 11] * 3, rel=1e-6)
