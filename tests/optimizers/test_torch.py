"""The PyTorch twins make the same steps as the NumPy ones, which equal the papers."""

import copy

import numpy as np
import pytest
import torch

from dlnotes import optimizers
from dlnotes.optimizers import torch as twins
from tests.optimizers.oracles import FROM_PAPERS, assert_close, follow, follow_torch

ALL = [(name, options) for name in FROM_PAPERS for options in FROM_PAPERS[name]]


@pytest.mark.parametrize(("name", "options"), ALL, ids=str)
def test_equals_ours(name, options):
    expected = follow(lambda p: getattr(optimizers, name)(p, **options))
    actual = follow_torch(lambda p: getattr(twins, name)(p, **options))
    assert_close(actual, expected, 1e-12)


@pytest.mark.parametrize("name", FROM_PAPERS)
def test_trains_a_network_and_goes_on_from_a_saved_state(name):
    torch.manual_seed(0)
    net, x = torch.nn.Linear(4, 3), torch.randn(32, 4)
    y = x @ torch.randn(4, 3)
    optimizer = getattr(twins, name)(net.parameters(), lr=0.05)

    def closure():
        optimizer.zero_grad()
        loss = (net(x) - y).square().mean()
        loss.backward()
        return loss

    first = optimizer.step(closure)
    for _ in range(5):
        last = optimizer.step(closure)
    assert last < first
    twin = copy.deepcopy(net)
    other = getattr(twins, name)(twin.parameters(), lr=0.05)
    other.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for model, stepper in ((net, optimizer), (twin, other)):
        model.zero_grad()
        (model(x) - y).square().mean().backward()
        stepper.step()
    assert torch.equal(net.weight, twin.weight)


@pytest.mark.parametrize("name", FROM_PAPERS)
def test_parameters_without_a_gradient_stay(name):
    idle, busy = (torch.ones(2, requires_grad=True) for _ in range(2))
    busy.grad = torch.ones(2)
    groups = [{"params": [idle]}, {"params": [busy], "lr": 1.0}]
    optimizer = getattr(twins, name)(groups)
    optimizer.step()
    assert torch.equal(idle, torch.ones(2))
    assert not torch.equal(busy, torch.ones(2))
    assert idle not in optimizer.state


@pytest.mark.parametrize("name", FROM_PAPERS)
@pytest.mark.parametrize("option", ["lr", "eps", "weight_decay"])
def test_refuses_bad_options(name, option):
    with pytest.raises(ValueError, match=f"{option} is -1"):
        getattr(twins, name)([torch.ones(1)], **{option: -1.0})


def test_runs_in_float32():
    actual = follow_torch(lambda p: twins.LAMB(p), np.float32, steps=5)
    assert {a.dtype for a in actual} == {np.dtype(np.float32)}


def slotless(state):
    """Keep the step, and None for each tensor."""
    return {n: v if n == "step" else None for n, v in state["state"][0].items()}


@pytest.mark.parametrize("name", FROM_PAPERS)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda state: state["state"].update({0: slotless(state)}),
            "is None, expected",
        ),
        (lambda state: state.update(state=None), "state is a NoneType"),
        (lambda state: state.update(param_groups=[1]), r"param_groups\[0\] is a int"),
    ],
)
def test_a_state_of_another_kind_is_not_loaded(name, change, message):
    theta = torch.ones(2, requires_grad=True)
    theta.grad = torch.ones(2)
    optimizer = getattr(twins, name)([theta])
    optimizer.step()
    before = copy.deepcopy(optimizer.state_dict())
    state = copy.deepcopy(before)
    change(state)
    with pytest.raises(TypeError, match=message):
        optimizer.load_state_dict(state)
    assert str(optimizer.state_dict()) == str(before)


def test_a_square_that_overflows_does_not_move():
    theta = torch.tensor(2.0, requires_grad=True)
    theta.grad = torch.tensor(1e30)
    twins.AdaX([theta]).step()
    assert theta == 2


def test_a_group_without_an_option_of_its_own_is_not_loaded():
    optimizer = twins.AdaBound([torch.ones(1)])
    state = optimizer.state_dict()
    del state["param_groups"][0]["base_lr"]
    with pytest.raises(ValueError, match=r"without .*base_lr"):
        optimizer.load_state_dict(state)


def leaf(view):
    """Return another leaf over the memory of a view."""
    return view.detach().requires_grad_()


@pytest.mark.parametrize("name", FROM_PAPERS)
@pytest.mark.parametrize(
    "view",
    [
        lambda base: base,
        lambda base: base.flatten(),
        lambda base: base[1:],
        lambda base: base.T[:, 1],
    ],
)
def test_two_leaves_over_one_memory_are_refused(name, view):
    base = torch.zeros(2, 3, requires_grad=True)
    other = leaf(view(base))
    with pytest.raises(ValueError, match="shares memory with another"):
        getattr(twins, name)([base, other])
    optimizer = getattr(twins, name)([base])
    with pytest.raises(ValueError, match="shares memory with another"):
        optimizer.add_param_group({"params": [other]})
    assert [group["params"] for group in optimizer.param_groups] == [[base]]


@pytest.mark.parametrize("name", FROM_PAPERS)
def test_parts_of_one_memory_are_parameters(name):
    base = torch.zeros(6)
    optimizer = getattr(twins, name)([leaf(base[::2]), leaf(base[1::2])])
    optimizer.add_param_group({"params": torch.nn.LazyLinear(3).parameters()})
    assert [len(group["params"]) for group in optimizer.param_groups] == [2, 2]
