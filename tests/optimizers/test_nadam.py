import numpy as np
import pytest

from dlnotes.optimizers import Adam, NAdam


def test_by_hand():
    """One step without decay of the momentum: mu = b1 / 2 at every step."""
    theta = np.zeros(1)
    optimizer = NAdam([theta], lr=1.0, betas=(0.5, 0.75), eps=0.0, momentum_decay=0.0)
    optimizer.step([np.array([4.0])])  # m = 2, root 4, mu = 1/4
    step = 0.75 * 4 / 0.75 + 0.25 * 2 / (1 - 1 / 16)
    assert theta[0] == pytest.approx(-step / 4)


def test_without_first_moment_it_is_adam():
    one, other = np.zeros(3), np.zeros(3)
    nadam = NAdam([one], lr=0.01, betas=(0.0, 0.9))
    adam = Adam([other], lr=0.01, betas=(0.0, 0.9))
    for grad in np.random.default_rng(0).normal(size=(20, 3)):
        nadam.step([grad])
        adam.step([grad])
    assert one == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("option", ["eps", "momentum_decay"])
def test_refuses_negative_options(option):
    with pytest.raises(ValueError, match=f"{option} is -1"):
        NAdam([np.ones(1)], **{option: -1.0})
