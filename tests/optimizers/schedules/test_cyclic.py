import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import cyclic
from tests.optimizers.oracles import assert_schedule_equals_torch


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": "triangular2", "step_size_down": 3},
        {"mode": "exp_range", "gamma": 0.9},
        {"step_size_down": 9},
    ],
    ids=str,
)
def test_cyclic_equals_torch(options):
    options = {"step_size_up": 5, **options}
    assert_schedule_equals_torch(
        cyclic(0.1, 0.7, **options),
        lambda o: lr_scheduler.CyclicLR(o, 0.1, 0.7, cycle_momentum=False, **options),
    )


def test_growing_cycles_end_at_infinity():
    f = cyclic(0.0, 1.0, step_size_up=5, mode="exp_range", gamma=1.1)
    assert f(10_005) == float("inf")
    assert f(10_000) == 0  # the bottom of a cycle
    assert cyclic(0.0, 1.0, step_size_up=5, gamma=1.1)(10_005) == 1
    assert cyclic(0.0, 1.0, step_size_up=5, mode="triangular2")(10**6 + 5) == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cyclic(0.7, 0.1), "max_lr is 0.1"),
        (lambda: cyclic(0.1, 0.7, step_size_up=0), "step_size_up is 0"),
        (lambda: cyclic(0.1, 0.7, step_size_down=0), "step_size_down is 0"),
        (lambda: cyclic(0.1, 0.7, mode="square"), "mode is 'square'"),
        (lambda: cyclic(0.1, 0.7)(-1), "step is -1"),
    ],
)
def test_refuses_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
