import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import one_cycle
from tests.optimizers.oracles import assert_schedule_equals_torch


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"anneal_strategy": "linear", "pct_start": 0.25},
        {"three_phase": True, "pct_start": 0.4},
        {"three_phase": True, "pct_start": 0.02},
        {"three_phase": True, "pct_start": 0.0},
        {"div_factor": 3.0, "final_div_factor": 7.0, "pct_start": 0.0},
        {"pct_start": 1.0},
    ],
    ids=str,
)
def test_one_cycle_equals_torch(options):
    assert_schedule_equals_torch(
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


@pytest.mark.parametrize("pct_start", [0.75, 0.55, 1.0])
def test_three_phases_do_not_overlap(pct_start):
    with pytest.raises(ValueError, match=f"pct_start is {pct_start}"):
        one_cycle(1.0, 10, pct_start=pct_start, three_phase=True)


@pytest.mark.parametrize("total", [1, 2, 3, 7, 10, 100])
@pytest.mark.parametrize("pct_start", [0.0, 0.1, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("three_phase", [False, True])
def test_the_last_rate_is_the_promised_one(total, pct_start, three_phase):
    options = {"pct_start": pct_start, "three_phase": three_phase}
    try:
        f = one_cycle(1.0, total, **options)
    except ValueError:
        assert three_phase
        return
    assert f(total - 1) == 1 / 25 / 1e4


def test_without_a_fall_the_last_rate_is_the_highest():
    assert one_cycle(1.0, 10, pct_start=1.0)(9) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: one_cycle(-1.0, 9), "max_lr is -1"),
        (lambda: one_cycle(1.0, 0), "total_steps is 0"),
        (lambda: one_cycle(1.0, 9, pct_start=1.5), "pct_start is 1.5"),
        (lambda: one_cycle(1.0, 9, div_factor=0), "div_factor is 0"),
        (lambda: one_cycle(1.0, 9, anneal_strategy="sine"), "strategy is 'sine'"),
    ],
)
def test_refuses_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
