import math

import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import exponential_decay
from tests.optimizers.oracles import assert_schedule_equals_torch


def test_exponential_decay_equals_torch():
    f = exponential_decay(0.7, 0.9)
    assert_schedule_equals_torch(f, lambda o: lr_scheduler.ExponentialLR(o, 0.9))


@pytest.mark.parametrize(
    ("lr", "gamma", "expected"),
    [
        (1.0, 1.1, math.inf),
        (0.0, 1.1, 0.0),
        (1e-300, 1.1**0.1, 1e-300 * 1.1**1000 * 1.1**0),
        (1.0, 0.5, 0.0),
    ],
)
def test_what_no_float_holds_is_infinite_or_zero(lr, gamma, expected):
    assert exponential_decay(lr, gamma)(10_000) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: exponential_decay(1.0, -0.5), "gamma is -0.5"),
    ],
)
def test_refuses_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
