from itertools import product

import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import (
    bilinear_pool,
    factorized_bilinear_pool,
    factorized_bilinear_pool_backward,
)
from tests.oracles import assert_agrees, check_finite_differences, sample
from tests.pooling.formulas import CASES, agrees_with_its_formula


@pytest.mark.parametrize("case", CASES["factorized_bilinear_pool"], ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_its_formula(pooling, "factorized_bilinear_pool", case, **variant)


def drawn(*shapes):
    return [sample(shape, seed=k) for k, shape in enumerate(shapes)]


def test_gradients_are_slopes():
    arrays = drawn((2, 2, 3, 2), (3, 2), (3, 4, 2), (3,))
    mask = abs(sample((2, 3, 4), seed=9))
    check_finite_differences(
        factorized_bilinear_pool, factorized_bilinear_pool_backward, *arrays, mask=mask
    )


def test_it_reads_the_second_moments():
    x, weight, factors = drawn((2, 3, 4, 5), (2, 3), (2, 4, 3))
    moments = bilinear_pool(x, normalize=False).reshape(2, 3, 3)
    matrices = factors.transpose(0, 2, 1) @ factors
    expected = np.einsum("ocd,ncd->no", matrices, moments)
    expected += x.mean((2, 3)) @ weight.T
    assert_agrees(factorized_bilinear_pool(x, weight, factors), expected)


def test_dropped_factors_average_to_all():
    x, weight, factors = drawn((3, 4, 5), (1, 3), (1, 3, 3))
    masks = 2.0 * np.array(list(product((0, 1), repeat=3)))  # each kept by half
    dropped = [
        factorized_bilinear_pool(x, weight, factors, mask=mask[None]) for mask in masks
    ]
    whole = factorized_bilinear_pool(x, weight, factors)
    assert_agrees(np.mean(dropped, axis=0), whole)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"weight": [[1.0]]}, TypeError, "weight is a list, expected a NumPy array"),
        ({"weight": np.ones((2, 2))}, ValueError, r"weight has .*expected \(2, 3\)"),
        ({"factors": np.ones((2, 3))}, ValueError, "factors has 2 dimensions"),
        ({"factors": np.ones((1, 4, 3))}, ValueError, r"expected \(2, 4, 3\)"),
        ({"bias": np.ones(3)}, ValueError, r"bias has shape \(3,\), expected \(2,\)"),
        ({"mask": np.ones((4,))}, ValueError, r"mask has .* expected \(2, 4\)"),
        ({"mask": [1]}, TypeError, "mask is a list"),
        ({"bias": np.ones(2, np.float32)}, TypeError, "bias is float32; expected one"),
    ],
)
def test_wrong_input_is_named(wrong, error, message):
    given = {
        "x": np.ones((3, 5, 5)),
        "weight": np.ones((2, 3)),
        "factors": np.ones((2, 4, 3)),
    } | wrong
    with pytest.raises(error, match=message):
        factorized_bilinear_pool(**given)
    with pytest.raises(error, match=message):
        factorized_bilinear_pool_backward(np.ones(2), **given)


def test_a_wrong_dy_is_named():
    given = np.ones((3, 5, 5)), np.ones((2, 3)), np.ones((2, 4, 3))
    with pytest.raises(ValueError, match=r"dy has shape \(3,\), expected \(2,\)"):
        factorized_bilinear_pool_backward(np.ones(3), *given)
