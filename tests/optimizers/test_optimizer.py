"""What every optimizer keeps, whatever its rule."""

import tracemalloc

import numpy as np
import pytest

from dlnotes import optimizers
from dlnotes.optimizers import SGD, Adam
from dlnotes.optimizers._optimizer import BLOCK, Optimizer
from tests.optimizers.oracles import (
    FROM_PAPERS,
    OPTIONS,
    assert_equals_paper,
    assert_equals_torch,
    assert_layouts,
    assert_state_dict,
)

IN_TORCH = [(name, options) for name in OPTIONS for options in OPTIONS[name]]
NEW = [(name, options) for name in FROM_PAPERS for options in FROM_PAPERS[name]]
ALL = [*IN_TORCH, *NEW]
NAMES = [*OPTIONS, *FROM_PAPERS]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "options"), IN_TORCH, ids=str)
def test_equals_torch(name, options, dtype):
    assert_equals_torch(optimizers, name, options, dtype)


@pytest.mark.parametrize(("name", "options"), NEW, ids=str)
def test_equals_the_paper(name, options):
    assert_equals_paper(optimizers, name, options)


@pytest.mark.parametrize(("name", "options"), ALL, ids=str)
def test_goes_on_from_a_saved_state(name, options):
    assert_state_dict(optimizers, name, options)


@pytest.mark.parametrize("name", NAMES)
def test_any_layout_gives_the_same_numbers(name):
    assert_layouts(optimizers, name, {"weight_decay": 0.1})


@pytest.mark.parametrize("name", NAMES)
def test_works_in_place_and_leaves_gradients_alone(name):
    param, grad = np.ones(3), np.array([1.0, -2.0, 0.0])
    optimizer = getattr(optimizers, name)([param], lr=0.1, weight_decay=0.0)
    optimizer.step([grad])
    assert optimizer.params[0] is param
    assert param[0] < 1 < param[1]
    assert param[2] == 1
    assert grad.tolist() == [1, -2, 0]


@pytest.mark.parametrize("name", NAMES)
def test_needs_no_more_memory_than_a_few_blocks(name):
    param = np.ones(2_000_000, np.float32)
    optimizer = getattr(optimizers, name)([param], weight_decay=0.1)
    grad = np.ones_like(param)
    tracemalloc.start()
    optimizer.step([grad])
    extra = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert extra < 8 * BLOCK * param.itemsize < param.nbytes / 2


@pytest.mark.parametrize("name", NAMES)
def test_the_rate_can_be_set_between_steps(name):
    param = np.array([1.0, 2.0])
    optimizer = getattr(optimizers, name)([param])
    optimizer.step([np.ones(2)])
    before = param.copy()
    optimizer.lr = 0
    optimizer.step([np.ones(2)])
    still = {"LARS"}  # whose momentum holds the steps of former rates
    assert np.array_equal(param, before) == (name not in still)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("option", "value"), [("lr", -0.1), ("lr", np.nan), ("weight_decay", -1.0)]
)
def test_refuses_bad_rates(name, option, value):
    with pytest.raises(ValueError, match=f"{option} is {value}"):
        getattr(optimizers, name)([np.ones(2)], **{option: value})


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        (np.ones(2), TypeError, "params is a ndarray, expected a sequence"),
        (iter([np.ones(2)]), TypeError, "expected a sequence of arrays"),
        ([], ValueError, "params is empty"),
        ([[1.0]], TypeError, r"params\[0\] is a list"),
        ([np.ones(2, int)], TypeError, r"params\[0\] is int64"),
        ([np.ones(2), np.ones(2, np.float32)], TypeError, "expected one dtype for all"),
        ([np.broadcast_to(1.0, 2)], ValueError, r"params\[0\] is read-only"),
        ([np.ones(2)] * 2, ValueError, "same array twice"),
    ],
)
def test_refuses_bad_parameters(params, error, message):
    with pytest.raises(error, match=message):
        SGD(params)


@pytest.mark.parametrize(
    ("grads", "error", "message"),
    [
        (np.ones((1, 2)), TypeError, "grads is a ndarray, expected a sequence"),
        ([np.ones(2)], ValueError, "grads has 1 arrays, expected 2, one a parameter"),
        ([np.ones(2), np.ones(4)], ValueError, r"grads\[1\] has shape \(4,\)"),
        ([np.ones(2), None], TypeError, r"grads\[1\] is a NoneType"),
        ([np.ones(2), np.ones(3, np.float32)], TypeError, r"grads\[1\] is float32"),
    ],
)
def test_bad_gradients_change_nothing(grads, error, message):
    params = [np.ones(2), np.ones(3)]
    optimizer = Adam(params)
    with pytest.raises(error, match=message):
        optimizer.step(grads)
    assert params[0].tolist() == [1, 1]
    assert optimizer.steps == 0
    assert not optimizer.state_dict()["state"]["exp_avg"][0].any()


@pytest.mark.parametrize("bad", [0.9, (0.9,), "ab"])
def test_refuses_what_is_no_pair_of_betas(bad):
    with pytest.raises(TypeError, match="betas"):
        Adam([np.ones(1)], betas=bad)


def test_refuses_betas_outside_their_range():
    with pytest.raises(ValueError, match=r"betas\[1\] is 1.0, .* below 1"):
        Adam([np.ones(1)], betas=(0.9, 1.0))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda s: [], TypeError, "state_dict is a list"),
        (lambda s: {"steps": 3}, ValueError, "state_dict has"),
        (lambda s: s | {"options": {"lr": 1.0}}, ValueError, "options has"),
        (lambda s: s | {"state": {}}, ValueError, "state has"),
        (lambda s: s | {"steps": -1}, ValueError, "steps is -1"),
        (
            lambda s: s | {"options": s["options"] | {"lr": -1.0}},
            ValueError,
            "lr is -1",
        ),
        (
            lambda s: s | {"state": s["state"] | {"exp_avg": [np.ones(3)]}},
            ValueError,
            r"state\['exp_avg'\]\[0\] has shape",
        ),
    ],
)
def test_a_foreign_state_changes_nothing(change, error, message):
    one, other = Adam([np.ones(2)], lr=0.5), Adam([np.ones(2)], betas=(0.1, 0.1))
    one.step([np.ones(2)])
    with pytest.raises(error, match=message):
        other.load_state_dict(change(one.state_dict()))
    assert (other.lr, other.betas, other.steps) == (1e-3, (0.1, 0.1), 0)
    assert not other.state_dict()["state"]["exp_avg"][0].any()


def test_the_state_brings_its_options():
    one, other = Adam([np.ones(2)], lr=0.5, eps=1e-3), Adam([np.ones(2)])
    other.load_state_dict(one.state_dict())
    assert (other.lr, other.eps) == (0.5, 1e-3)


def test_a_rule_must_be_written():
    with pytest.raises(NotImplementedError):
        Optimizer([np.ones(1)], 0.1).step([np.ones(1)])
