import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import cyclic, one_cycle
from tests.optimizers.schedules import assert_equals_torch


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"anneal_strategy": "linear", "pct_start": 0.25},
        {"three_phase": True, "pct_start": 0.4},
        {"div_factor": 3.0, "final_div_factor": 7.0, "pct_start": 0.0},
        {"pct_start": 1.0},
    ],
    ids=str,
)
def test_one_cycle_equals_torch(options):
    assert_equals_torch(
        one_cycle(0.7, 40, **options),
        lambda o: lr_scheduler.OneCycleLR(o, 0.7, 40, cycle_momentum=False, **options),
    )


def test_one_cycle_whose_first_step_is_the_top():
    f = one_cycle(1.0, 4, pct_start=0.25, anneal_strategy="linear")
    assert f(0) == 1
    assert f(3) == pytest.approx(1 / 25 / 1e4)


def test_one_cycle_ends():
    with pytest.raises(ValueError, match="step is 40, expected less than 40"):
        one_cycle(0.7, 40)(40)


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
    assert_equals_torch(
        cyclic(0.1, 0.7, **options),
        lambda o: lr_scheduler.CyclicLR(o, 0.1, 0.7, cycle_momentum=False, **options),
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: one_cycle(-1.0, 9), "max_lr is -1"),
        (lambda: one_cycle(1.0, 0), "total_steps is 0"),
        (lambda: one_cycle(1.0, 9, pct_start=1.5), "pct_start is 1.5"),
        (lambda: one_cycle(1.0, 9, div_factor=0), "div_factor is 0"),
        (
            lambda: one_cycle(1.0, 9, anneal_strategy="sine"),
            "strategy is 'sine'",
        ),
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
