"""What every optimizer and schedule keeps, whatever it is given."""

import copy
import pickle

import numpy as np
import pytest
import torch

from dlnotes import optimizers
from dlnotes.optimizers import SGD, Adam, Lookahead, ReduceOnPlateau
from dlnotes.optimizers import torch as twins
from tests.optimizers import faults
from tests.optimizers.oracles import FROM_PAPERS, OPTIONS, arrays, gradients

ALL = [*OPTIONS, *FROM_PAPERS]
KINDS = [getattr(faults, name) for name in dir(faults) if name.startswith("assert_")]
ONE_CYCLE = optimizers.one_cycle(1.0, 9)
SCHEDULES = [
    optimizers.step_decay(1.0, 3),
    optimizers.exponential_decay(1.0, 0.9),
    optimizers.polynomial_decay(1.0, 9),
    optimizers.cosine_decay(1.0, 9),
    ONE_CYCLE,
    optimizers.cyclic(0.1, 1.0, step_size_up=2),
    optimizers.warmup(1.0, 3),
    optimizers.warmup(optimizers.cosine_decay(1.0, 9), 3),
]


ENDLESS = [s for s in SCHEDULES if s is not ONE_CYCLE]


@pytest.mark.parametrize(
    "schedule", ENDLESS, ids=lambda schedule: schedule.func.__name__
)
def test_a_step_that_no_float_holds_has_a_rate(schedule):
    assert 0 <= schedule(10**400) <= 1


def test_a_step_that_no_float_holds_is_behind_the_end():
    with pytest.raises(ValueError, match=r"step is 10*, expected less than 9"):
        ONE_CYCLE(10**400)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds(kind):
    kind(optimizers)


@pytest.mark.parametrize("name", ALL)
def test_no_class_loads_the_state_of_another(name):
    ours = getattr(optimizers, name)(arrays(0))
    before = str(ours.state_dict())
    for other in ALL:
        if other == name:
            continue
        state = getattr(optimizers, other)(arrays(0)).state_dict()
        with pytest.raises(ValueError, match=f"is one of {other}, expected"):
            ours.load_state_dict(state)
    assert str(ours.state_dict()) == before


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_checked_when_it_is_set(name):
    optimizer = getattr(optimizers, name)(arrays(0))
    for option in optimizer.state_dict()["options"]:
        with pytest.raises((TypeError, ValueError), match=option):
            setattr(optimizer, option, "bad")
    with pytest.raises(AttributeError, match="has no option 'momentun'"):
        optimizer.momentun = 0.9


@pytest.mark.parametrize("name", ALL)
def test_numpy_numbers_give_the_same_bits(name):
    plain, numpys = arrays(0, np.float32), arrays(0, np.float32)
    one = getattr(optimizers, name)(plain, lr=0.25, weight_decay=0.5)
    other = getattr(optimizers, name)(
        numpys, lr=np.float64(0.25), weight_decay=np.float32(0.5)
    )
    for grads in gradients(3, np.float32):
        one.step(grads)
        other.step(grads)
    assert all(map(np.array_equal, plain, numpys))
    assert {p.dtype for p in numpys} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    "restore", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))]
)
@pytest.mark.parametrize("name", ALL)
def test_a_pickled_optimizer_goes_on_with_its_own_parameters(name, restore):
    one = Lookahead(getattr(optimizers, name)(arrays(0)), k=2)
    first, *rest = gradients(6)
    one.step(first)
    other = restore(one)
    for grads in rest:
        one.step(grads)
        other.step(grads)
    assert all(map(np.array_equal, one.params, other.params))
    assert one.params[0] is not other.params[0]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_pickle(schedule):
    again = pickle.loads(pickle.dumps(schedule))
    assert [again(t) for t in range(9)] == [schedule(t) for t in range(9)]


def test_a_plateau_goes_on_from_its_state():
    rates = []
    for saves in (False, True):
        sgd = SGD([np.zeros(1)], lr=1.0)
        plateau = ReduceOnPlateau(sgd, patience=1, cooldown=2, factor=0.5)
        for metric in (3.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0):
            plateau.step(metric)
            rates.append(sgd.lr)
            if saves:
                state = pickle.loads(pickle.dumps(plateau.state_dict()))
                plateau = ReduceOnPlateau(sgd)
                plateau.load_state_dict(state)
    assert rates[:9] == rates[9:]


@pytest.mark.parametrize(
    "change",
    [
        {"class": "SGD"},
        {"best": np.nan},
        {"bad_steps": -1},
        {"resting": 0.5},
        {"options": {}},
    ],
)
def test_a_bad_plateau_state_changes_nothing(change):
    plateau = ReduceOnPlateau(SGD([np.zeros(1)]))
    before = plateau.state_dict()
    with pytest.raises((TypeError, ValueError)):
        plateau.load_state_dict({**before, "patience": 3, **change})
    with pytest.raises((TypeError, ValueError)):
        plateau.load_state_dict({**before, **change})
    assert plateau.state_dict() == before


@pytest.mark.parametrize(("option", "value"), [("k", 0), ("alpha", 1.5)])
def test_a_bad_lookahead_state_changes_nothing(option, value):
    one = Lookahead(Adam(arrays(0)))
    before, state = str(one.state_dict()), one.state_dict()
    state["options"][option] = value
    state["optimizer"]["steps"] = 7
    with pytest.raises(ValueError, match=option):
        one.load_state_dict(state)
    assert str(one.state_dict()) == before


def test_adax_never_overflows():
    for make, theta in (
        (optimizers.AdaX, np.zeros(1)),
        (twins.AdaX, torch.zeros(1, dtype=torch.float64, requires_grad=True)),
    ):
        optimizer = make([theta], betas=(0.9, 0.1))
        grad = np.ones(1)
        for _ in range(8000):
            if isinstance(theta, torch.Tensor):
                theta.grad = torch.ones_like(theta)
                optimizer.step()
            else:
                optimizer.step([grad])
        assert theta.sum().item() == pytest.approx(-8, abs=0.02)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("AdaBound", {"lr": 0.01, "final_lr": 0.5, "gamma": 0.1, "amsbound": True}),
        ("AdaX", {"lr": 0.01, "betas": (0.5, 0.1), "weight_decay": 0.1}),
        ("LARS", {"lr": 0.01, "momentum": 0.5, "trust_coefficient": 0.1}),
        ("LAMB", {"lr": 0.01, "betas": (0.5, 0.8), "weight_decay": 0.1}),
    ],
)
def test_options_of_a_group_are_its_own(name, options):
    make = getattr(twins, name)
    a, b, c = (torch.linspace(1, 2, 4).requires_grad_() for _ in range(3))
    grouped = make([{"params": [a]}, {"params": [b], **options}])
    alone = make([c], **options)
    for scale in (0.01, 1.0, 10.0):
        for tensor in (a, b, c):
            tensor.grad = torch.full((4,), scale)
        grouped.step()
        alone.step()
    assert torch.equal(b, c)
    assert not torch.equal(a, b)
    for option in options:
        with pytest.raises((TypeError, ValueError), match=option):
            make([{"params": [c], option: "bad"}])


@pytest.mark.parametrize("name", FROM_PAPERS)
def test_no_torch_class_loads_the_state_of_another(name):
    theta = torch.ones(2, requires_grad=True)
    ours = getattr(twins, name)([theta])
    for other in FROM_PAPERS:
        state = getattr(twins, other)([theta]).state_dict()
        if other != name:
            with pytest.raises(ValueError, match=f"is one of {other}"):
                ours.load_state_dict(state)
    state = ours.state_dict()
    state["param_groups"][0] |= {"eps": 0.5, "lr": -1.0}
    with pytest.raises(ValueError, match="lr is -1"):
        ours.load_state_dict(state)
    assert ours.param_groups[0]["eps"] != 0.5


@pytest.mark.parametrize("dtype", [np.float32, np.float64, int])
def test_gradients_of_any_real_dtype_descend(dtype):
    found = optimizers.gradient_descent(
        lambda x: (x - 3) ** 2,
        np.array(10.0),
        jac=lambda x: np.asarray(2 * (x - 3)).astype(dtype),
        tol=0.5,
    )
    assert found.success
    assert found.x.shape == ()
    assert type(found.x) is np.ndarray


@pytest.mark.parametrize("jac", [lambda x: x > 0, lambda x: x + 1j, np.ma.asarray])
def test_a_jacobian_that_is_not_real_is_named(jac):
    with pytest.raises(TypeError, match="the value of jac is"):
        optimizers.gradient_descent(np.sum, np.ones(2), jac=jac)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_function_that_is_not_finite_is_named(value):
    found = optimizers.gradient_descent(lambda x: value, np.ones(2), jac=np.ones_like)
    assert not found.success
    assert "the function is not finite" in found.message
