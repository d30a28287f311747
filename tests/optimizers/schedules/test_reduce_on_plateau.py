import numpy as np
import pytest
import torch

from dlnotes.optimizers import SGD, ReduceOnPlateau


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"patience": 0, "factor": 0.5},
        {"patience": 2, "cooldown": 3},
        {"mode": "max", "patience": 1},
        {"mode": "max", "patience": 1, "threshold_mode": "abs", "threshold": 0.5},
        {"threshold_mode": "abs", "threshold": 0.5, "patience": 1},
        {"threshold": 0.2, "patience": 1},
        {"patience": 0, "min_lr": 0.05},
        {"patience": 0, "eps": 0.3},
    ],
    ids=str,
)
def test_equals_torch(options):
    theirs = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(theirs, **options)
    plateau = ReduceOnPlateau(SGD([np.zeros(1)], lr=1.0), **options)
    rng = np.random.default_rng(0)
    for metric in 3 * 0.98 ** np.arange(60) + rng.normal(size=60):
        scheduler.step(metric)
        assert plateau.step(metric) == theirs.param_groups[0]["lr"]
        assert plateau.optimizer.lr == theirs.param_groups[0]["lr"]


def test_nan_is_no_progress():
    plateau = ReduceOnPlateau(SGD([np.zeros(1)], lr=1.0), patience=0)
    assert plateau.step(np.nan) == 0.1


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"mode": "least"}, ValueError, "mode is 'least'"),
        ({"threshold_mode": "log"}, ValueError, "threshold_mode is 'log'"),
        ({"factor": 1.0}, ValueError, "factor is 1.0"),
        ({"patience": -1}, ValueError, "patience is -1"),
        ({"cooldown": 1.5}, TypeError, "cooldown is 1.5"),
        ({"threshold": -1.0}, ValueError, "threshold is -1"),
        ({"min_lr": -1.0}, ValueError, "min_lr is -1"),
        ({"eps": -1.0}, ValueError, "eps is -1"),
    ],
)
def test_refuses_bad_options(options, error, message):
    with pytest.raises(error, match=message):
        ReduceOnPlateau(SGD([np.zeros(1)]), **options)


@pytest.mark.parametrize("before", [(), (3.0, 2.0, 2.0)])
def test_another_mode_begins_anew(before):
    plateau = ReduceOnPlateau(SGD([np.zeros(1)], lr=1.0), patience=2)
    for metric in before:
        plateau.step(metric)
    plateau.mode = "max"
    assert plateau.best == -np.inf
    assert [plateau.step(metric) for metric in (1, 2, 3, 3, 3)] == [1.0] * 5
    plateau.mode = "max"
    assert plateau.best == 3
    assert plateau.step(3) == 0.1


def test_a_metric_that_no_float_holds_is_named():
    plateau = ReduceOnPlateau(SGD([np.zeros(1)], lr=1.0))
    with pytest.raises(TypeError, match=r"metric is 10*, expected a number"):
        plateau.step(10**400)
    state = plateau.state_dict() | {"best": 10**400}
    with pytest.raises(TypeError, match=r"best is 10*, expected a number"):
        plateau.load_state_dict(state)
    assert plateau.best == np.inf


def test_refuses_what_has_no_rate():
    with pytest.raises(TypeError, match="expected one with a rate lr"):
        ReduceOnPlateau(0.1)
