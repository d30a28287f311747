import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import polynomial_decay
from tests.optimizers.oracles import assert_schedule_equals_torch


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_polynomial_decay_equals_torch(power):
    f = polynomial_decay(0.7, 30, power=power)
    assert_schedule_equals_torch(f, lambda o: lr_scheduler.PolynomialLR(o, 30, power))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: polynomial_decay(1.0, 0), "total_steps is 0"),
        (lambda: polynomial_decay(1.0, 5, power=-1), "power is -1"),
    ],
)
def test_refuses_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
