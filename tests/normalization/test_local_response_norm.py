import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import normalization
from dlnotes.normalization import local_response_norm, local_response_norm_backward
from tests.normalization.oracles import LOCAL_RESPONSE, assert_local_response_norm
from tests.normalization.strategies import images
from tests.oracles import assert_agrees, check_finite_differences, sample


@pytest.mark.parametrize("case", LOCAL_RESPONSE, ids=str)
@pytest.mark.parametrize(
    "variant",
    [{}, {"dtype": np.float32}, {"strided": True}],
    ids=lambda variant: next(iter(variant), "float64"),
)
def test_is_torch_s(case, variant):
    assert_local_response_norm(normalization, case, **variant)


@pytest.mark.parametrize("size", [3, 4])
def test_gradient_is_the_slope(size):
    check_finite_differences(
        local_response_norm,
        local_response_norm_backward,
        sample((2, 5, 3), seed=0),
        size=size,
        alpha=2.0,
    )


def test_by_hand():
    x = np.array([[[1.0], [2], [3], [0]]])
    # windows of 2 end at c: energies 1, 5, 13, 9
    y = local_response_norm(x, size=2, alpha=2.0, beta=1.0, k=1.0)
    expected = [1 / 2, 2 / 6, 3 / 14, 0]
    assert y.ravel().round(12).tolist() == np.round(expected, 12).tolist()


def test_backward_by_hand():
    x, dy = np.array([[[1.0], [2], [3]]]), np.array([[[0.0], [36], [0]]])
    # y_1 = 2 / (1 + 1 + 4): 36 (1/6 - 2·4/36) for x_1, -36·2·2·1/36 for x_0
    dx = local_response_norm_backward(dy, x, size=2, alpha=2.0, beta=1.0, k=1.0)
    assert dx.ravel().round(12).tolist() == [-4, -2, 0]


@pytest.mark.parametrize("size", [1e30, 1e-30])
def test_float32_under_stress(size):
    x = (sample((2, 5, 4), seed=0) * size).astype(np.float32)
    dy = sample((2, 5, 4), seed=1, dtype=np.float32)
    wide = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.local_response_norm(wide, 3)
    y.backward(torch.tensor(dy, dtype=torch.float64))
    assert_agrees(local_response_norm(x, size=3), y.detach().numpy().astype("f4"))
    dx = local_response_norm_backward(dy, x, size=3)
    assert_agrees(dx, wide.grad.numpy().astype("f4"))


@given(images(min_batch=2), st.integers(1, 7))
def test_positions_and_images_are_apart(x, size):
    y = local_response_norm(x, size=size, alpha=1.0)
    assert_agrees(
        local_response_norm(x[:1, :, ::-1], size=size, alpha=1.0), y[:1, :, ::-1]
    )


@given(images(), st.integers(0, 3))
def test_symmetric_in_the_channels_if_size_is_odd(x, half):
    size = 2 * half + 1
    y = local_response_norm(x, size=size, alpha=1.0)
    assert_agrees(local_response_norm(x[:, ::-1], size=size, alpha=1.0), y[:, ::-1])


@given(images(), st.integers(1, 7))
def test_keeps_signs_and_shrinks(x, size):
    y = local_response_norm(x, size=size, alpha=1.0)
    assert np.array_equal(np.sign(y), np.sign(x))
    assert (np.abs(y) <= np.abs(x)).all()


def test_size_is_positional_as_in_torch():
    x, dy = sample((2, 5, 3), seed=0), sample((2, 5, 3), seed=1)
    y = torch.nn.functional.local_response_norm(torch.tensor(x), 3)
    assert_agrees(local_response_norm(x, 3), y.numpy())
    dx = local_response_norm_backward(dy, x, 3)
    assert np.array_equal(dx, local_response_norm_backward(dy, x, size=3))
    with pytest.raises(TypeError, match="positional"):
        local_response_norm(x, 3, 1e-4)


def test_nan_stays_in_its_windows():
    x = sample((1, 6, 1), seed=0)
    x[0, 2] = np.nan
    nan = np.isnan(local_response_norm(x, size=4)).ravel()
    assert nan.tolist() == [False, True, True, True, True, False]


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": f64((2, 4))}, ValueError, "x has 2 dimensions .* expected at least 3"),
    ({"size": 0}, ValueError, "size is 0, expected at least 1"),
    ({"size": 2.0}, TypeError, "size is 2.0"),
    ({"alpha": -1.0}, ValueError, "alpha is -1.0"),
    ({"beta": None}, TypeError, "beta is None"),
    ({"beta": np.inf}, ValueError, "beta is inf"),
    ({"k": -1}, ValueError, "k is -1"),
    ({"k": "1"}, TypeError, "k is '1'"),
]


def arguments(**changes):
    """A good call of local_response_norm, spoilt."""
    return {"x": f64((2, 4, 3)), "size": 3} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        local_response_norm(**arguments(**changes))
    with pytest.raises(error, match=message):
        local_response_norm_backward(f64((2, 4, 3)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((2, 4)), ValueError), (f32((2, 4, 3)), TypeError), (1.0, TypeError)],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        local_response_norm_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert local_response_norm(**arguments()).shape == (2, 4, 3)
