import numpy as np
import pytest

from dlnotes.optimizers import RMSprop


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [-2, -2]),  # v = 16/4, 4
        ({"momentum": 0.5}, [-2, -3]),
        ({"centered": True}, [-4 / np.sqrt(3), -4 / np.sqrt(3)]),  # v = 4 - 1
    ],
)
def test_by_hand(options, expected):
    theta, seen = np.zeros(1), []
    optimizer = RMSprop([theta], lr=1.0, alpha=0.75, eps=0.0, **options)
    for grad in (4.0, 0.0):
        optimizer.step([np.array([grad])])
        seen.append(theta[0])
    assert seen == pytest.approx(expected)


@pytest.mark.parametrize(
    ("options", "slots"),
    [
        ({}, ["square_avg"]),
        (
            {"momentum": 0.9, "centered": True},
            ["square_avg", "grad_avg", "momentum_buffer"],
        ),
    ],
)
def test_keeps_only_what_it_needs(options, slots):
    assert list(RMSprop([np.ones(1)], **options).state_dict()["state"]) == slots


@pytest.mark.parametrize("option", ["alpha", "eps", "momentum"])
def test_refuses_negative_options(option):
    with pytest.raises(ValueError, match=f"{option} is -1"):
        RMSprop([np.ones(1)], **{option: -1.0})
