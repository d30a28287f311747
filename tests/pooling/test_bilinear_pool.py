import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import bilinear_pool, bilinear_pool_backward
from tests.oracles import assert_agrees, check_finite_differences, sample
from tests.pooling.formulas import CASES, agrees_with_its_formula


@pytest.mark.parametrize("case", CASES["bilinear_pool"], ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_its_formula(pooling, "bilinear_pool", case, **variant)


@pytest.mark.parametrize("normalize", [True, False])
def test_gradients_are_slopes(normalize):
    x, other = sample((2, 2, 3, 2), seed=0), sample((2, 3, 3, 2), seed=1)
    check_finite_differences(
        bilinear_pool, bilinear_pool_backward, x, other, normalize=normalize
    )


def test_by_hand():
    together = np.array([[[4.0, 0], [0, 4]], [[4, 0], [0, 4]]])
    apart = np.array([[[4.0, 0], [0, 4]], [[0, 4], [4, 0]]])
    assert bilinear_pool(together, normalize=False).tolist() == [8, 8, 8, 8]
    assert bilinear_pool(apart, normalize=False).tolist() == [8, 0, 0, 8]


def test_the_order_of_places_does_not_matter():
    x = sample((1, 3, 4, 5), seed=0)
    turned = x[:, :, ::-1, ::-1]
    assert_agrees(bilinear_pool(turned), bilinear_pool(x))


def test_the_norm_is_one_and_a_zero_image_stays_zero():
    assert np.isclose(np.linalg.norm(bilinear_pool(sample((3, 4, 4), seed=0))), 1)
    nothing = np.zeros((2, 3, 3))
    assert not bilinear_pool(nothing).any()
    dx, _ = bilinear_pool_backward(np.ones(4), nothing)
    assert not dx.any()


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"other": [[1.0]]}, TypeError, "other is a list, expected a NumPy array"),
        ({"other": np.ones((1, 5, 4))}, ValueError, r"other has shape \(1, 5, 4\), ex"),
        ({"other": np.ones((1, 1, 5, 5))}, ValueError, r"expected \(1, 5, 5\)"),
        ({"other": np.ones((1, 5, 5), np.float32)}, TypeError, "other is float32"),
        ({"normalize": 1}, TypeError, "normalize is 1, expected True or False"),
    ],
)
def test_wrong_input_is_named(wrong, error, message):
    x = np.ones((1, 5, 5))
    with pytest.raises(error, match=message):
        bilinear_pool(x, **wrong)
    with pytest.raises(error, match=message):
        bilinear_pool_backward(np.ones(1), x, **wrong)


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match=r"dy has shape \(2,\), expected \(4,\)"):
        bilinear_pool_backward(np.ones(2), np.ones((2, 5, 5)))
