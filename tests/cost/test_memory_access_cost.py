import pytest

from dlnotes import cost
from dlnotes.cost import memory_access_cost
from tests.cost.oracles import LAYERS, moves_these_values


@pytest.mark.parametrize("layer", LAYERS)
def test_the_sizes_of_the_tensors(layer):
    moves_these_values(cost, layer)


def test_the_formula_of_the_paper():
    # hw(c1 + c2) + c1c2, and with g groups hw(c1 + c2) + c1c2/g
    assert memory_access_cost((8, 5, 6), 12, 1) == 30 * 20 + 96
    assert memory_access_cost((8, 5, 6), 12, 1, groups=4) == 30 * 20 + 24


def test_equal_widths_move_least():
    # c1·c2 = 64·64 multiply-adds a place, shared in other ways
    costs = [
        memory_access_cost((c, 56, 56), 4096 // c, 1) for c in (16, 32, 64, 128, 256)
    ]
    assert min(costs) == costs[2]
    assert costs == costs[::-1]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"itemsize": 0}, ValueError, "itemsize is 0"),
        ({"itemsize": 4.0}, TypeError, "itemsize is 4.0"),
        ({"input_shape": (4, 5)}, ValueError, r"input_shape is \(4, 5\)"),
        ({"groups": 3}, ValueError, "groups is 3"),
        ({"bias": None}, TypeError, "bias is None"),
    ],
)
def test_malformed(changes, error, message):
    good = {"input_shape": (4, 5, 5), "out_channels": 4, "kernel_size": 3}
    with pytest.raises(error, match=message):
        memory_access_cost(**good | changes)
