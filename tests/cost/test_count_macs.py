import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from dlnotes.cost import conv2d_cost, count_macs
from tests.cost.networks import COUNTED, Calls, attention
from tests.cost.oracles import counts_as_torch, torch_s_macs


@pytest.mark.parametrize("name", COUNTED)
def test_half_of_what_torch_counts(name):
    counts_as_torch(count_macs, name)


@pytest.mark.parametrize("device", ["cpu", "meta"])
@pytest.mark.parametrize(
    ("make", "size"),
    [
        (lambda: nn.LSTM(5, 7, 2, bidirectional=True), (4, 2, 5)),
        (lambda: attention(nn.MultiheadAttention(8, 2, batch_first=True)), (2, 3, 8)),
        (lambda: nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), (2, 3, 8)),
        (
            lambda: Calls(lambda x: F.scaled_dot_product_attention(x, x, x[..., :6])),
            (2, 4, 5, 8),
        ),
    ],
)
def test_what_torch_counts_on_meta_counts_everywhere(make, size, device):
    net = make()
    there = net.to("meta")
    expected = torch_s_macs(there, torch.zeros(size, device="meta"))
    assert expected > 0
    net = make().to(device).eval()
    assert count_macs(net, size) == expected


@pytest.mark.parametrize(
    ("line", "size", "macs"),
    [
        (lambda x: x @ x[0], (3, 8), 24),
        (lambda x: x[0] @ x[1], (3, 8), 8),
        (lambda x: torch.addmv(x[:, 0], x, x[0]), (3, 8), 24),
        (lambda x: torch.addbmm(x[0, :, :3], x, x[:, :3].mT), (2, 5, 4), 2 * 5 * 4 * 3),
    ],
)
def test_products_that_torch_passes_over(line, size, macs):
    assert torch_s_macs(Calls(line), torch.zeros(size)) == 0
    assert count_macs(Calls(line), size) == macs


def test_by_hand():
    # 4 maps of 3×3 places with 2·9 products; then 36 to 2
    net = nn.Sequential(nn.Conv2d(2, 4, 3), nn.Flatten(), nn.Linear(36, 2))
    assert count_macs(net, (1, 2, 5, 5)) == 4 * 9 * 18 + 72
    assert count_macs(net, (3, 2, 5, 5)) == 3 * (4 * 9 * 18 + 72)
    cost = conv2d_cost((2, 5, 5), 4, 3)
    assert count_macs(net[0], (1, 2, 5, 5)) == cost.macs


class Restless(nn.Module):
    """Changes buffers in the forward, draws numbers, and has an eval of its own."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(3)
        self.layer = nn.Linear(3, 3)
        self.register_buffer("calls", torch.zeros(()))
        self.register_buffer("none", None)
        self.register_buffer("last", torch.zeros(2, 3))

    def eval(self):
        raise AssertionError("eval may do more than set a mode")

    def forward(self, x):
        assert not self.training
        assert not torch.is_grad_enabled()
        self.calls += 1
        self.last = x
        return self.norm(self.layer(F.dropout(x)))


def test_the_module_is_left_as_it_was():
    net = Restless()
    net.norm.training = False
    net.layer(torch.ones(1, 3)).sum().backward()
    state = {name: (t, t.clone()) for name, t in net.state_dict(keep_vars=True).items()}
    grad = net.layer.weight.grad.clone()
    drawn = torch.random.get_rng_state()
    assert count_macs(net, (2, 3)) == 18
    assert (net.training, net.norm.training, net.layer.training) == (True, False, True)
    now = net.state_dict(keep_vars=True)
    assert now.keys() == state.keys()
    for name, (tensor, value) in state.items():
        assert now[name] is tensor
        assert torch.equal(tensor, value)
    assert net.none is None
    assert torch.equal(net.layer.weight.grad, grad)
    assert net.layer.weight.requires_grad
    assert torch.equal(torch.random.get_rng_state(), drawn)
    assert torch.backends.mha.get_fastpath_enabled()
    assert torch.is_grad_enabled()


def test_a_refused_input_leaves_it_too():
    net = Restless()
    with pytest.raises(ValueError, match=r"input_size is \(2, 4\): the Restless"):
        count_macs(net, (2, 4))
    assert net.training
    assert net.calls == 0
    assert torch.is_grad_enabled()
    assert torch.backends.mha.get_fastpath_enabled()


def test_device_and_dtype_are_the_module_s():
    assert count_macs(nn.Linear(3, 4).double(), (2, 3)) == 24
    assert count_macs(nn.Linear(3, 4).bfloat16(), (2, 3)) == 24
    net = nn.Linear(3, 4, device="meta")
    assert count_macs(net, (2, 3)) == 24
    assert net.weight.is_meta


def test_tokens_are_integers():
    net = nn.Sequential(nn.Embedding(9, 3), nn.Linear(3, 4))
    assert count_macs(net, (2, 5), dtype=torch.long) == 2 * 5 * 12
    with pytest.raises(ValueError, match="input_size is"):
        count_macs(net, (2, 5))


def test_its_own_error_is_the_cause():
    with pytest.raises(ValueError, match="the Conv2d refuses") as raised:
        count_macs(nn.Conv2d(3, 4, 3), (1, 4, 9, 9))
    assert isinstance(raised.value.__cause__, RuntimeError)


def test_numpy_s_numbers_are_numbers():
    size = tuple(np.array([2, 3]))
    assert type(count_macs(nn.Linear(3, 4), size)) is int
    assert count_macs(nn.Linear(3, 4), torch.Size([2, 3])) == 24


def test_lazy_after_a_call():
    net = nn.LazyConv2d(4, 3)
    with pytest.raises(ValueError, match="call the module once"):
        count_macs(net, (1, 3, 5, 5))
    net(torch.zeros(1, 3, 5, 5))
    assert count_macs(net, (1, 3, 5, 5)) == 9 * 4 * 27


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_script_module_cannot_be_watched():
    with pytest.raises(ValueError, match="module is a ScriptModule"):
        count_macs(torch.jit.trace(nn.Linear(3, 4), torch.zeros(1, 3)), (1, 3))


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"module": None}, TypeError, "module is a NoneType"),
        ({"module": nn.ModuleList()}, ValueError, "ModuleList, which computes nothing"),
        ({"module": nn.Module()}, ValueError, "Module, which computes nothing"),
        ({"input_size": 3}, TypeError, "input_size is 3"),
        ({"input_size": "23"}, TypeError, "input_size is '23'"),
        ({"input_size": torch.zeros(2)}, TypeError, "input_size is tensor"),
        ({"input_size": ()}, ValueError, r"input_size is \(\)"),
        ({"input_size": (2, 3.0)}, TypeError, r"input_size\[1\] is 3.0"),
        ({"input_size": (True, 3)}, TypeError, r"input_size\[0\] is True"),
        ({"input_size": (2, 0)}, ValueError, r"input_size\[1\] is 0"),
        ({"input_size": (-1, 3)}, ValueError, r"input_size\[0\] is -1"),
        ({"input_size": ((2, 3),)}, TypeError, r"input_size\[0\] is \(2, 3\)"),
        ({"dtype": "float"}, TypeError, "dtype is 'float'"),
    ],
)
def test_malformed(changes, error, message):
    good = {"module": nn.Linear(3, 4), "input_size": (2, 3)}
    with pytest.raises(error, match=message):
        count_macs(**good | changes)


def test_torch_s_counter_may_watch_at_once():
    net = nn.Linear(3, 4)
    with FlopCounterMode(display=False) as flops:
        assert count_macs(net, (2, 3)) == 24
    assert flops.get_total_flops() == 48
