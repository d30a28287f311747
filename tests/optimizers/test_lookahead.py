import numpy as np
import pytest

from dlnotes.optimizers import SGD, Adam, Lookahead


def test_by_hand():
    theta, seen = np.zeros(1), []
    optimizer = Lookahead(SGD([theta], lr=1.0), k=2, alpha=0.5)
    for grad in (-4.0, -4.0, -2.0, -4.0):
        optimizer.step([np.array([grad])])
        seen.append(theta[0])
    assert seen == [4, 4, 6, 7]  # 8 -> 4; 10 -> 7


@pytest.mark.parametrize(("k", "alpha", "same"), [(3, 1.0, True), (3, 0.5, False)])
def test_a_whole_slow_step_is_the_other_optimizer(k, alpha, same):
    one, other = np.ones(3), np.ones(3)
    slow, fast = Lookahead(Adam([one]), k=k, alpha=alpha), Adam([other])
    for grad in np.random.default_rng(0).normal(size=(9, 3)):
        slow.step([grad])
        fast.step([grad])
    assert np.allclose(one, other, rtol=0, atol=1e-15) == same


def test_the_other_optimizer_keeps_its_memory():
    """Only the weights are pulled back, not the momentum."""
    theta = np.zeros(1)
    optimizer = Lookahead(SGD([theta], lr=1.0, momentum=0.5), k=1, alpha=0.5)
    optimizer.step([np.array([-4.0])])
    optimizer.step([np.array([0.0])])
    assert theta[0] == 2 + 1


@pytest.mark.parametrize(
    "layout",
    [
        lambda a: a,
        lambda a: a.copy(order="F"),
        lambda a: a.transpose(2, 0, 1).copy().transpose(1, 2, 0),
        lambda a: np.repeat(a, 2, axis=2)[:, :, ::2],
    ],
)
def test_slow_weights_lie_as_the_parameter_does(layout):
    values = np.random.default_rng(0).normal(size=(3, 4, 5))
    plain, laid = values.copy(), layout(values)
    optimizers = [Lookahead(SGD([theta], lr=1.0), k=2) for theta in (plain, laid)]
    for grad in np.random.default_rng(1).normal(size=(4, 3, 4, 5)):
        for optimizer in optimizers:
            optimizer.step([grad])
    assert np.array_equal(laid, plain)
    order = sorted(range(3), key=lambda axis: laid.strides[axis])
    (slow,) = optimizers[1]._slow
    assert order == sorted(range(3), key=lambda axis: slow.strides[axis])


def test_the_rate_is_the_other_optimizers():
    base = SGD([np.zeros(1)], lr=1.0)
    optimizer = Lookahead(base)
    optimizer.lr = 0.25
    assert (base.lr, optimizer.lr) == (0.25, 0.25)
    assert optimizer.params is base.params


def test_goes_on_from_a_saved_state():
    grads = np.random.default_rng(0).normal(size=(12, 3))
    theta, copy = np.ones(3), np.ones(3)
    one, other = Lookahead(Adam([theta]), k=4), Lookahead(Adam([copy]), k=3)
    for grad in grads[:6]:
        one.step([grad])
    other.load_state_dict(one.state_dict())
    copy[...] = theta
    for grad in grads[6:]:
        one.step([grad])
        other.step([grad])
    assert np.array_equal(theta, copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s | {"slow": [np.ones(4)]},
        lambda s: s | {"optimizer": {}},
        lambda s: {"k": 5},
    ],
)
def test_a_foreign_state_changes_nothing(change):
    one, other = Lookahead(Adam([np.ones(3)]), k=4), Lookahead(Adam([np.ones(3)]))
    one.step([np.ones(3)])
    with pytest.raises(ValueError, match="expected"):
        other.load_state_dict(change(one.state_dict()))
    assert (other.k, other.optimizer.steps) == (5, 0)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"k": 0}, ValueError, "k is 0"),
        ({"k": 2.5}, TypeError, "k is 2.5"),
        ({"alpha": 1.5}, ValueError, "alpha is 1.5, expected a number from 0 to 1"),
        ({"alpha": -0.5}, ValueError, "alpha is -0.5"),
    ],
)
def test_refuses_bad_options(options, error, message):
    with pytest.raises(error, match=message):
        Lookahead(SGD([np.ones(1)]), **options)


def test_refuses_what_is_no_optimizer():
    with pytest.raises(TypeError, match="expected an optimizer"):
        Lookahead([np.ones(1)])
