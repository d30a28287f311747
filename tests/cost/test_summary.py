import pytest
import torch
from torch import nn
from torch.nn import functional as F

from dlnotes import cost
from dlnotes.cost import count_macs, count_parameters, receptive_field, summary
from tests.cost.networks import COUNTED, FIELDS, WITHOUT_FIELD, Calls, Scores
from tests.cost.oracles import (
    Watched,
    follows_the_field,
    rows_by_hand,
    sums_agree,
    support_2d,
)


@pytest.mark.parametrize("name", COUNTED)
def test_its_sums_are_the_counts(name):
    sums_agree(cost, name)


@pytest.mark.parametrize("name", FIELDS)
def test_the_field_is_the_support_of_the_gradient(name):
    make, side = FIELDS[name]
    follows_the_field(summary, make, side)
    if name != "flat":  # whose field begins behind the flattened map
        assert support_2d(make()) == side


@pytest.mark.parametrize("name", WITHOUT_FIELD)
def test_where_outputs_see_unequally_much_there_is_no_field(name):
    rows = summary(Watched(WITHOUT_FIELD[name]()), (1, 1, 48, 48))
    assert rows[-1].receptive_field is None


def test_a_stack_has_the_field_of_its_formula():
    layers = [(3, 2, 1, 1), (2, 2, 0, 1), (3, 1, 2, 2), (5, 3, 1, 1)]
    net = nn.Sequential(
        nn.Conv2d(1, 1, 3, 2, 1),
        nn.MaxPool2d(2),
        nn.Conv2d(1, 1, 3, 1, 2, 2),
        nn.AvgPool2d(5, 3, 1),
    )
    rows = summary(net, (1, 1, 64, 96))
    for depth, row in enumerate(rows, 1):
        assert row.receptive_field == receptive_field(layers[:depth]).size


@pytest.mark.parametrize(
    ("layer", "size", "field"),
    [
        (nn.Conv1d(1, 1, 5), (1, 1, 30), 5),
        (nn.Conv3d(1, 1, (1, 3, 2)), (1, 1, 4, 5, 6), 3),
        (nn.MaxPool1d(4, dilation=2), (1, 1, 30), 7),
        (nn.MaxPool2d(3, return_indices=True), (1, 1, 9, 9), 3),
        (nn.AvgPool3d(2), (1, 1, 4, 4, 4), 2),
        (nn.AdaptiveMaxPool2d((2, None)), (1, 1, 8, 5), 4),
        (nn.AdaptiveAvgPool2d(1), (1, 1, 8, 5), 8),
        (nn.GRU(3, 2), (6, 2, 3), 3),
        (nn.Softmax(1), (1, 2, 4, 4), 1),
        (nn.Softmax(3), (1, 2, 4, 5), 5),
        (nn.Linear(3, 2), (1, 3), None),
        (nn.LayerNorm([4, 5]), (1, 2, 4, 5), 5),
    ],
)
def test_fields_of_single_layers(layer, size, field):
    assert summary(layer, size)[0].receptive_field == field


@pytest.mark.parametrize("batch", [1, 3])
def test_by_hand(batch):
    rows_by_hand(cost, batch)


def test_bytes_follow_the_dtype():
    assert summary(nn.Linear(3, 4).double(), (2, 3))[0].activation_bytes == 2 * 4 * 8
    rows = summary(nn.Embedding(9, 3), (2, 5), dtype=torch.long)
    assert rows[0].activation_bytes == 2 * 5 * 3 * 4


def test_rows_stand_in_the_order_of_execution():
    net = Calls(lambda x, a, b: a(b(x)), nn.Linear(3, 4), nn.Linear(3, 3))
    assert [row.name for row in summary(net, (1, 3))] == ["layers.1", "layers.0"]


def test_a_layer_that_runs_twice_has_one_row():
    net = Calls(lambda x, a, b: b(b(a(b(x)))), nn.Conv2d(3, 3, 3), nn.ReLU())
    relu, conv = summary(net, (1, 3, 8, 8))
    assert (relu.name, relu.output_shape) == ("layers.1", (1, 3, 8, 8))
    assert relu.activation_bytes == 4 * 3 * (64 + 36 + 36)
    assert relu.receptive_field == 3
    assert conv.parameters == 84


def test_shared_parameters_are_in_the_first_row():
    tied = nn.Sequential(nn.Embedding(7, 3), nn.Linear(3, 7, bias=False))
    tied[1].weight = tied[0].weight
    rows = summary(tied, (1, 4), dtype=torch.long)
    assert [row.parameters for row in rows] == [21, 0]


def test_work_in_a_forward_has_a_row_behind_its_parts():
    net = nn.Sequential(nn.Linear(6, 6), Scores(), nn.Identity())
    rows = summary(net, (1, 5, 6))
    assert [row.name for row in rows] == ["0", "1", "2"]
    assert rows[1].parameters == 36
    assert rows[1].macs == 5 * 6 * 6 + 2 * 5 * 5 * 6


def test_what_did_not_run_stands_at_the_end_if_it_has_parameters():
    net = Calls(lambda x, a, b, c: c(x), nn.Linear(3, 4), nn.ReLU(), nn.Linear(3, 2))
    used, idle = summary(net, (1, 3))
    assert used.name == "layers.2"
    assert idle == ("layers.0", "Linear", None, 16, 0, 0, None)


def test_a_product_with_another_s_weight_is_the_caller_s_work():
    net = Calls(lambda x, a: F.linear(x, a.weight), nn.Linear(3, 4))
    caller, idle = summary(net, (1, 3))
    assert (caller.name, caller.type, caller.macs) == ("", "Calls", 12)
    assert (idle.name, idle.parameters) == ("layers.0", 16)


def test_no_hook_stays():
    net = nn.Sequential(nn.Linear(3, 4))
    for size, refused in (((1, 3), False), ((1, 4), True)):
        if refused:
            with pytest.raises(ValueError, match="input_size"):
                summary(net, size)
        else:
            summary(net, size)
        for module in net.modules():
            assert not module._forward_hooks
            assert not module._forward_pre_hooks
            assert module.training


def test_on_meta_a_large_network_costs_nothing():
    with torch.device("meta"):
        net = nn.Sequential(nn.Linear(10**5, 10**5), nn.Linear(10**5, 10**5))
    rows = summary(net, (10**4, 10**5))
    assert rows.parameters == count_parameters(net) == 2 * (10**10 + 10**5)
    assert rows.macs == count_macs(net, (10**4, 10**5)) == 2 * 10**14


def test_the_table():
    net = nn.Sequential(nn.Linear(1000, 1), nn.Linear(1, 2))
    assert str(summary(net, (1, 1000))).splitlines() == [
        "name   type    output shape  parameters  multiply-adds  activation bytes"
        "  receptive field",
        "-----  ------  ------------  ----------  -------------  ----------------"
        "  ---------------",
        "0      Linear  1×1                1,001          1,000                 4",
        "1      Linear  1×2                    4              2                 8",
        "-----  ------  ------------  ----------  -------------  ----------------"
        "  ---------------",
        "total                             1,005          1,002                12",
    ]


def test_the_table_of_a_page():
    page = summary(nn.Sequential(nn.Linear(1000, 1)), (1, 1000))._repr_html_()
    assert page.count("<tr>") == 3
    assert '<th scope="row" style="text-align:left">0</th>' in page
    assert '<td style="text-align:right">1,001</td>' in page
    assert page.count("<tfoot>") == 1


def test_nothing_ran_nothing_to_pay():
    rows = summary(Calls(lambda x: x), (1, 2))
    assert list(rows) == []
    assert str(rows).splitlines()[-1].split() == ["total", "0", "0", "0"]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"module": None}, TypeError, "module is a NoneType"),
        ({"module": nn.LazyLinear(3)}, ValueError, "LazyLinear without sizes"),
        ({"input_size": 3}, TypeError, "input_size is 3"),
        ({"input_size": (2, 4)}, ValueError, r"input_size is \(2, 4\): the Linear"),
        ({"dtype": 3}, TypeError, "dtype is 3"),
    ],
)
def test_malformed(changes, error, message):
    good = {"module": nn.Linear(3, 4), "input_size": (2, 3)}
    with pytest.raises(error, match=message):
        summary(**good | changes)
