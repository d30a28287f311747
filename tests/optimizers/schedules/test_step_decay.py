import math

import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import step_decay
from tests.optimizers.oracles import assert_schedule_equals_torch


@pytest.mark.parametrize("gamma", [0.1, 1.0])
@pytest.mark.parametrize("size", [1, 7])
def test_step_decay_equals_torch(size, gamma):
    f = step_decay(0.7, size, gamma=gamma)
    assert_schedule_equals_torch(f, lambda o: lr_scheduler.StepLR(o, size, gamma))


def test_steps_are_integers():
    with pytest.raises(TypeError, match=r"step is 1.5, expected an integer"):
        step_decay(1.0, 3)(1.5)


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
    assert step_decay(lr, 1, gamma=gamma)(10_000) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: step_decay(-1.0, 3), "lr is -1"),
        (lambda: step_decay(1.0, 0), "step_size is 0"),
    ],
)
def test_refuses_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
