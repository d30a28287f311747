import numpy as np
import pytest

from dlnotes.optimizers import LAMB


@pytest.mark.parametrize("scale", [1e-15, 1.0, 1e15])
def test_every_step_moves_a_layer_by_the_rate_times_its_norm(scale):
    theta = np.array([6.0, 8.0])
    optimizer = LAMB([theta], lr=0.5, eps=0.0)
    for grad in np.random.default_rng(0).normal(size=(5, 2)):
        length, before = np.linalg.norm(theta), theta.copy()
        optimizer.step([scale * grad])
        assert np.linalg.norm(theta - before) == pytest.approx(0.5 * length)


def test_layers_longer_than_a_block_have_one_norm():
    theta = np.ones(100_000)
    LAMB([theta], lr=0.5).step([np.ones(100_000)])
    assert theta == pytest.approx(np.full(100_000, 0.5))


@pytest.mark.parametrize(("weights", "grad"), [(0.0, 2.0), (2.0, 0.0)])
def test_a_zero_norm_leaves_the_rate(weights, grad):
    theta = np.full(2, weights)
    LAMB([theta], lr=0.5).step([np.full(2, grad)])
    assert theta == pytest.approx(np.full(2, weights - 0.5 * (grad > 0)), rel=1e-5)


def test_refuses_a_negative_eps():
    with pytest.raises(ValueError, match="eps is -1"):
        LAMB([np.ones(1)], eps=-1.0)
