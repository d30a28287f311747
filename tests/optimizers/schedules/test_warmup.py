import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import cosine_decay, warmup
from tests.optimizers.oracles import assert_schedule_equals_torch


@pytest.mark.parametrize("start", [1 / 3, 0.01, 1.0])
def test_equals_torch(start):
    f = warmup(0.7, 6, start_factor=start)
    assert_schedule_equals_torch(
        f, lambda o: lr_scheduler.LinearLR(o, start, total_iters=6)
    )


def test_hands_over_to_another_schedule():
    after = cosine_decay(0.7, 10)
    f = warmup(after, 5, start_factor=0.2)
    rates = [f(t) for t in range(15)]
    assert rates[:5] == pytest.approx([0.14, 0.252, 0.364, 0.476, 0.588])
    assert rates[5:] == [after(t) for t in range(10)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: warmup(-1.0, 5), "lr is -1"),
        (lambda: warmup(1.0, 0), "warmup_steps is 0"),
        (lambda: warmup(1.0, 5, start_factor=-1), "start_factor is -1"),
        (lambda: warmup(1.0, 5)(-1), "step is -1"),
    ],
)
def test_refuses_bad_numbers(make, message):
    with pytest.raises(ValueError, match=message):
        make()
