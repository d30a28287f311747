import pytest
from torch.optim import lr_scheduler

from dlnotes.optimizers import cosine_decay
from tests.optimizers.oracles import assert_schedule_equals_torch


@pytest.mark.parametrize("eta_min", [0.0, 0.1])
def test_cosine_decay_equals_torch(eta_min):
    f = cosine_decay(0.7, 30, eta_min=eta_min)
    assert_schedule_equals_torch(
        f, lambda o: lr_scheduler.CosineAnnealingLR(o, 30, eta_min)
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cosine_decay(1.0, 5, eta_min=-1), "eta_min is -1"),
        (lambda: cosine_decay(1.0, 5)(-1), "step is -1"),
    ],
)
def test_refuses_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
