import numpy as np
import pytest

from dlnotes.optimizers import Adam, AdamW


def test_decoupled_decay_does_not_depend_on_the_gradients():
    for scale in (0.0, 1e-3, 1e3):
        one, other = np.array([10.0]), np.array([10.0])
        AdamW([one], lr=0.1, weight_decay=0.5).step([np.array([scale])])
        Adam([other], lr=0.1).step([np.array([scale])])
        assert other[0] - one[0] == pytest.approx(0.5)


def test_adamw_is_adam_with_decoupled_decay():
    one, other = np.ones(3), np.ones(3)
    AdamW([one], weight_decay=0.1).step([np.arange(3.0)])
    decoupled = Adam([other], weight_decay=0.1, decoupled_weight_decay=True)
    decoupled.step([np.arange(3.0)])
    assert np.array_equal(one, other)
