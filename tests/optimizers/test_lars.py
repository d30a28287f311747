import numpy as np
import pytest

from dlnotes.optimizers import LARS


@pytest.mark.parametrize("scale", [1e-20, 1.0, 1e20])
def test_a_layer_moves_by_a_share_of_its_norm(scale):
    for dtype in (np.float32, np.float64):
        theta = np.array([6.0, 8.0], dtype)
        grad = (scale * np.array([3.0, 4.0])).astype(dtype)
        LARS([theta], lr=1.0, trust_coefficient=0.5, eps=0.0).step([grad])
        assert theta == pytest.approx([3, 4], rel=1e-6)


def test_layers_do_not_influence_each_other():
    alone, one, other = np.ones(3), np.ones(3), np.full(4, 100.0)
    LARS([alone]).step([np.arange(3.0)])
    LARS([one, other]).step([np.arange(3.0), np.ones(4)])
    assert np.array_equal(alone, one)


@pytest.mark.parametrize(("weights", "grad"), [(0.0, 2.0), (2.0, 0.0)])
def test_a_zero_norm_leaves_the_global_rate(weights, grad):
    theta = np.full(2, weights)
    LARS([theta], lr=0.5).step([np.full(2, grad)])
    assert theta.tolist() == [weights - 0.5 * grad] * 2


@pytest.mark.parametrize("option", ["momentum", "trust_coefficient", "eps"])
def test_refuses_negative_options(option):
    with pytest.raises(ValueError, match=f"{option} is -1"):
        LARS([np.ones(1)], **{option: -1.0})
