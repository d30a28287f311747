import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import (
    cosine_decay,
    exponential_decay,
    polynomial_decay,
    step_decay,
)
from tests.optimizers.schedules import assert_equals_torch


@pytest.mark.parametrize("gamma", [0.1, 1.0])
@pytest.mark.parametrize("size", [1, 7])
def test_step_decay_equals_torch(size, gamma):
    f = step_decay(0.7, size, gamma=gamma)
    assert_equals_torch(f, lambda o: lr_scheduler.StepLR(o, size, gamma))


def test_exponential_decay_equals_torch():
    f = exponential_decay(0.7, 0.9)
    assert_equals_torch(f, lambda o: lr_scheduler.ExponentialLR(o, 0.9))


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_polynomial_decay_equals_torch(power):
    f = polynomial_decay(0.7, 30, power=power)
    assert_equals_torch(f, lambda o: lr_scheduler.PolynomialLR(o, 30, power))


@pytest.mark.parametrize("eta_min", [0.0, 0.1])
def test_cosine_decay_equals_torch(eta_min):
    f = cosine_decay(0.7, 30, eta_min=eta_min)
    assert_equals_torch(f, lambda o: lr_scheduler.CosineAnnealingLR(o, 30, eta_min))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: step_decay(-1.0, 3), "lr is -1"),
        (lambda: step_decay(1.0, 0), "step_size is 0"),
        (lambda: exponential_decay(1.0, -0.5), "gamma is -0.5"),
        (lambda: polynomial_decay(1.0, 0), "total_steps is 0"),
        (lambda: polynomial_decay(1.0, 5, power=-1), "power is -1"),
        (lambda: cosine_decay(1.0, 5, eta_min=-1), "eta_min is -1"),
        (lambda: cosine_decay(1.0, 5)(-1), "step is -1"),
    ],
)
def test_refuses_bad_numbers(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_steps_are_integers():
    with pytest.raises(TypeError, match=r"step is 1.5, expected an integer"):
        step_decay(1.0, 3)(1.5)
