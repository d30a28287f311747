"""Spirals: the formula, the balance, the noise."""

from fractions import Fraction

import numpy as np
import pytest

from dlnotes.data import spirals


def draw(n, seed=0, **options):
    return spirals(n, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize(("n", "arms"), [(300, 3), (10, 4), (2, 2)])
def test_shapes_dtypes_and_balance(n, arms):
    x, y = draw(n, arms=arms)
    assert (x.shape, x.dtype) == ((n, 2), np.float32)
    assert (y.shape, y.dtype) == ((n,), np.int64)
    counts = np.bincount(y, minlength=arms)
    assert len(counts) == arms
    assert counts.max() - counts.min() <= 1


def test_by_hand():
    # Two arms of two points at t = 1/2 and 1, half a turn long.
    x, y = draw(4, arms=2, turns=0.5, noise=0)
    np.testing.assert_allclose(x, [(0, 0.5), (0, -0.5), (-1, 0), (1, 0)], atol=1e-7)
    assert y.tolist() == [0, 1, 0, 1]


def test_arms_are_rotations_of_each_other():
    x, y = draw(600, arms=3, noise=0)
    angle = 2 * np.pi / 3
    rotation = np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    )
    np.testing.assert_allclose(x[y == 1], x[y == 0] @ rotation, atol=1e-6)


def test_noise_turns_points_and_moves_them_no_farther_out():
    noisy, _ = draw(30_000, noise=0.2)
    clean, _ = draw(30_000, noise=0)
    np.testing.assert_allclose(
        np.hypot(*noisy.T), np.hypot(*clean.T), rtol=1e-5, atol=1e-6
    )
    assert np.hypot(*noisy.T).max() <= 1 + 1e-6
    turned = np.angle((noisy @ [1, 1j]) / (clean @ [1, 1j]))
    assert abs(turned.mean()) < 0.005
    assert turned.std() == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize("number", [Fraction, np.float32, np.longdouble])
def test_any_number_is_a_number(number):
    options = {"turns": 0.5, "noise": 0.125}
    given = {name: number(value) for name, value in options.items()}
    np.testing.assert_array_equal(draw(60, **given)[0], draw(60, **options)[0])


def test_the_generator_decides():
    np.testing.assert_array_equal(draw(60)[0], draw(60)[0])
    assert (draw(60)[0] != draw(60, seed=1)[0]).any()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n": 2}, ValueError, "n is 2, expected at least 3"),
        ({"n": 9.0}, TypeError, r"n is 9\.0, expected an integer"),
        ({"arms": 1}, ValueError, "arms is 1, expected at least 2"),
        ({"arms": True}, TypeError, "arms is True"),
        ({"turns": np.inf}, ValueError, "turns is inf, expected a finite number$"),
        ({"turns": "1"}, TypeError, "turns is '1', expected a number"),
        ({"noise": -0.1}, ValueError, r"noise is -0\.1, .* at least 0"),
        ({"noise": np.nan}, ValueError, "noise is nan"),
        ({"rng": 0}, TypeError, r"rng is 0, expected a numpy\.random\.Generator"),
    ],
)
def test_wrong_arguments(options, error, message):
    with pytest.raises(error, match=message):
        spirals(**{"n": 9, "rng": np.random.default_rng(0), **options})
