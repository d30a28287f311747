import numpy as np
import pytest

from dlnotes import convolution
from dlnotes.convolution import channel_shuffle, channel_shuffle_backward
from tests.convolution.oracles import SHUFFLE, agrees_with_torch_shuffle
from tests.oracles import check_finite_differences, sample


@pytest.mark.parametrize("case", SHUFFLE, ids=str)
@pytest.mark.parametrize(
    "variant",
    [{}, {"dtype": np.float32}, {"strided": True}],
    ids=lambda variant: next(iter(variant), "float64"),
)
def test_is_torch_s(case, variant):
    agrees_with_torch_shuffle(convolution, case, **variant)


def test_gradient_is_the_slope():
    x = sample((2, 6, 2, 1), seed=0)
    check_finite_differences(channel_shuffle, channel_shuffle_backward, x, groups=2)


def test_by_hand():
    x = np.array([3.0, -1, 6, 7]).reshape(1, 4, 1, 1)
    assert channel_shuffle(x, 2).ravel().tolist() == [3, 6, -1, 7]


@pytest.mark.parametrize("groups", [1, 2, 3, 4, 6, 12])
def test_the_other_number_undoes_it(groups):
    x = sample((2, 12, 3), seed=0)
    assert np.array_equal(channel_shuffle(channel_shuffle(x, groups), 12 // groups), x)


def test_numpy_s_integers_are_integers():
    x = sample((1, 200, 2), seed=0)
    assert np.array_equal(channel_shuffle(x, np.int8(100)), channel_shuffle(x, 100))


MALFORMED = [
    ({"x": [[[1.0]]]}, TypeError, "x is a list"),
    ({"x": np.ma.ones((1, 4, 2))}, TypeError, "x is a MaskedArray"),
    ({"x": np.ones((1, 4, 2), int)}, TypeError, "x is int64"),
    ({"x": np.ones((1, 4))}, ValueError, "x has 2 dimensions"),
    ({"x": np.ones((1, 0, 2))}, ValueError, "x has shape"),
    ({"x": np.ones((1, 4, 0))}, ValueError, "x has shape"),
    ({"groups": 3}, ValueError, "groups is 3, but x has 4 channels"),
    ({"groups": 8}, ValueError, "groups is 8, but x has 4 channels"),
    ({"groups": 0}, ValueError, "groups is 0"),
    ({"groups": 2.0}, TypeError, "groups is 2.0"),
    ({"groups": True}, TypeError, "groups is True"),
]


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    good = {"x": np.ones((1, 4, 2)), "groups": 2}
    with pytest.raises(error, match=message):
        channel_shuffle(**good | changes)
    with pytest.raises(error, match=message):
        channel_shuffle_backward(np.ones((1, 4, 2)), **good | changes)


@pytest.mark.parametrize(
    ("dy", "error"),
    [
        (np.ones((1, 4, 3)), ValueError),
        (np.ones((4, 2)), ValueError),
        (np.ones((1, 4, 2), np.float32), TypeError),
        (None, TypeError),
    ],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        channel_shuffle_backward(dy, np.ones((1, 4, 2)), 2)
