import numpy as np
import pytest

from dlnotes.optimizers import SGD


def path(**options):
    theta, seen = np.zeros(1), []
    optimizer = SGD([theta], lr=1.0, **options)
    for grad in (-8.0, -4.0, 0.0):
        optimizer.step([np.array([grad])])
        seen.append(theta[0])
    return seen


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [8, 12, 12]),
        ({"momentum": 0.5}, [8, 16, 20]),  # 8, 4+4, 4
        ({"momentum": 0.5, "dampening": 0.5}, [8, 14, 17]),  # the first undamped
        ({"momentum": 0.5, "nesterov": True}, [12, 20, 22]),  # g + b/2
    ],
)
def test_by_hand(options, expected):
    assert path(**options) == expected


def test_without_momentum_nothing_is_kept():
    assert SGD([np.ones(2)]).state_dict()["state"] == {}


@pytest.mark.parametrize("options", [{}, {"momentum": 0.9, "dampening": 0.1}])
def test_nesterov_needs_momentum_and_no_dampening(options):
    with pytest.raises(ValueError, match="nesterov needs a momentum and no dampening"):
        SGD([np.ones(1)], nesterov=True, **options)


@pytest.mark.parametrize("option", ["momentum", "dampening"])
def test_refuses_what_is_no_number(option):
    with pytest.raises(TypeError, match=f"{option} is '0.9'"):
        SGD([np.ones(1)], **{option: "0.9"})


def test_a_constant_gradient_moves_in_the_end_by_lr_over_one_minus_momentum():
    theta = np.zeros(1)
    optimizer = SGD([theta], lr=0.1, momentum=0.9)
    for _ in range(300):
        before = theta[0]
        optimizer.step([np.ones(1)])
    assert before - theta[0] == pytest.approx(1.0)
