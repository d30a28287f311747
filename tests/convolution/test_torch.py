"""Octave and region-aware convolution: against torch, and where they are plain."""

import copy
import pickle

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from dlnotes import convolution
from dlnotes.convolution.torch import DynamicRegionAwareConv2d, OctaveConv2d
from tests.convolution.torch_oracles import (
    OCTAVE,
    REGIONS,
    each_place_has_its_region,
    octave_is_four_paths,
    octave_layer,
    parts,
    region_layer,
    scores_learn_by_softmax,
)


@pytest.mark.parametrize("case", OCTAVE, ids=str)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_octave_is_four_paths(case, bias, dtype):
    octave_is_four_paths(convolution, case, bias, dtype)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, (1, 2)])
def test_octave_without_low_channels_is_torch_s(stride, padding):
    torch.manual_seed(0)
    how = {"stride": stride, "padding": padding}
    plain = nn.Conv2d(3, 4, (2, 3), **how)
    ours = OctaveConv2d(3, 4, (2, 3), alpha_in=0, alpha_out=0, **how)
    ours.load_state_dict(plain.state_dict())
    x = torch.randn(2, 3, 7, 9)
    assert torch.equal(ours(x), plain(x))


def test_octave_begins_as_torch_s_layer():
    layers = []
    for make in (nn.Conv2d, OctaveConv2d):
        torch.manual_seed(3)
        layers.append(make(4, 6, 3, padding=1))
    for a, b in zip(*(layer.parameters() for layer in layers), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("alpha", [0.125, 0.25, 0.5, 0.75])
def test_octave_s_bill(alpha):
    layer = OctaveConv2d(8, 16, 3, padding=1, alpha_in=alpha, alpha_out=alpha)
    plain = nn.Conv2d(8, 16, 3, padding=1)
    low = round(8 * alpha)
    x = torch.zeros(1, 8 - low, 8, 8), torch.zeros(1, low, 4, 4)
    flops = []
    for net, given in ((layer, x), (plain, torch.zeros(1, 8, 8, 8))):
        with FlopCounterMode(display=False) as counter:
            y = net(given)
        flops.append(counter.get_total_flops())
        if net is layer:
            numbers = sum(part.numel() for part in y)
    assert flops[0] / flops[1] == 1 - 0.75 * alpha * (2 - alpha)
    assert numbers / (16 * 64) == 1 - 0.75 * alpha


def test_octave_keeps_a_constant_in_phase():
    """Both resolutions agree on where a ramp stands, at stride 2 as well."""
    layer = OctaveConv2d(2, 2, 1, stride=2, bias=False).double()
    nn.init.ones_(layer.weight)
    ramp = torch.arange(8.0, dtype=torch.float64).expand(1, 1, 8, 8)
    high, low = layer((ramp, nn.functional.avg_pool2d(ramp, 2)))
    assert torch.equal(nn.functional.avg_pool2d(high, 2), low)


@pytest.mark.parametrize("case", OCTAVE[:2], ids=str)
def test_octave_s_gradients_are_slopes(case):
    layer, x = octave_layer(convolution, case)
    values = [p.detach().requires_grad_() for p in layer.parameters()]
    given = [part[:1, :, :4, :4].requires_grad_() for part in x[:1]]
    given.append(x[1][:1, :, :2, :2].requires_grad_())

    def outputs(high, low, *parameters):
        names = (name for name, _ in layer.named_parameters())
        state = dict(zip(names, parameters, strict=True))
        return torch.func.functional_call(layer, state, ((high, low),))

    assert torch.autograd.gradcheck(outputs, (*given, *values))


@pytest.mark.parametrize("case", REGIONS, ids=str)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_each_place_has_its_region(case, dtype):
    each_place_has_its_region(convolution, case, dtype)


@pytest.mark.parametrize("case", REGIONS, ids=str)
def test_scores_learn_by_softmax(case):
    scores_learn_by_softmax(convolution, case)


def test_one_region_s_gradients_are_slopes():
    layer, x = region_layer(convolution, (2, 2, 2, 1, 1, 1))
    values = [p.detach().requires_grad_() for p in layer.parameters()]

    def output(x, *parameters):
        names = (name for name, _ in layer.named_parameters())
        state = dict(zip(names, parameters, strict=True))
        return torch.func.functional_call(layer, state, (x,))

    given = x[:2, :, :3, :3].requires_grad_()
    assert torch.autograd.gradcheck(output, (given, *values))


def test_one_region_is_one_convolution_an_image():
    layer, x = region_layer(convolution, REGIONS[0])
    for image, y, w in zip(x, layer(x), layer.kernels(x)[:, 0], strict=True):
        assert torch.allclose(y, nn.functional.conv2d(image, w, layer.bias))


def layers():
    torch.manual_seed(0)
    pair = torch.randn(2, 2, 8, 8), torch.randn(2, 2, 4, 4)
    return [
        pytest.param(OctaveConv2d(4, 4, 3, padding=1), pair, id="octave"),
        pytest.param(
            OctaveConv2d(3, 4, 3, alpha_in=0, padding=1, bias=False),
            torch.randn(2, 3, 8, 8),
            id="first",
        ),
        pytest.param(
            DynamicRegionAwareConv2d(3, 4, 3, regions=2, padding=1),
            torch.randn(2, 3, 8, 8),
            id="regions",
        ),
        pytest.param(
            DynamicRegionAwareConv2d(3, 4, 3, regions=3, bias=False),
            torch.randn(2, 3, 8, 8),
            id="regions without bias",
        ),
    ]


def at(x, change):
    return tuple(map(change, x)) if isinstance(x, tuple) else change(x)


@pytest.mark.parametrize(("layer", "x"), layers())
class TestModule:
    def test_is_saved_and_copied(self, layer, x):
        others = copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))
        for other in others:
            other.load_state_dict(layer.state_dict())
            for a, b in zip(parts(layer(x)), parts(other(x)), strict=True):
                assert torch.equal(a, b)

    def test_takes_one_image(self, layer, x):
        single = parts(layer(at(x, lambda t: t[0])))
        for one, batch in zip(single, parts(layer(x)), strict=True):
            assert torch.allclose(one, batch[0], atol=1e-6)

    def test_takes_an_empty_batch(self, layer, x):
        empty = parts(layer(at(x, lambda t: t[:0])))
        for none, batch in zip(empty, parts(layer(x)), strict=True):
            assert none.shape == (0, *batch.shape[1:])

    def test_takes_what_is_not_contiguous(self, layer, x):
        strided = at(x, lambda t: t.repeat_interleave(2, -1)[..., ::2])
        for a, b in zip(parts(layer(strided)), parts(layer(x)), strict=True):
            assert torch.allclose(a, b, atol=1e-6)

    def test_every_parameter_learns(self, layer, x):
        layer.zero_grad()
        sum(part.square().sum() for part in parts(layer(x))).backward()
        assert all(p.grad.abs().sum() > 0 for p in layer.parameters())

    def test_leaves_its_input(self, layer, x):
        before = at(x, torch.clone)
        layer(x)
        for a, b in zip(parts(x), parts(before), strict=True):
            assert torch.equal(a, b)

    def test_refuses_other_channels(self, layer, x):
        with pytest.raises(ValueError, match=r"has shape .* expected"):
            layer(at(x, lambda t: t[:, :1]))

    def test_refuses_what_is_no_tensor(self, layer, x):
        with pytest.raises(TypeError, match=r"is a .*, expected"):
            layer(at(x, lambda t: t.numpy()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alpha_in": 1.0}, "alpha_in is 1.0"),
        ({"alpha_out": -0.5}, "alpha_out is -0.5"),
        ({"alpha_in": 0.01}, "alpha_in is 0.01, which makes 0 of 4"),
        ({"alpha_out": 0.99}, "alpha_out is 0.99, which makes 4 of 4"),
        ({"stride": 3}, "stride is 3, expected 1 or 2"),
        ({"padding": 0}, "padding is 0 and kernel_size 3"),
        ({"kernel_size": 2}, "padding is 1 and kernel_size 2"),
        ({"in_channels": 0}, "in_channels is 0"),
    ],
    ids=str,
)
def test_octave_refuses(change, message):
    good = {"in_channels": 4, "out_channels": 4, "kernel_size": 3, "padding": 1}
    with pytest.raises(ValueError, match=message):
        OctaveConv2d(**{**good, **change})


def test_octave_refuses_sizes_that_do_not_halve():
    first = OctaveConv2d(2, 4, 3, alpha_in=0, padding=1)
    with pytest.raises(ValueError, match="7 rows and 8 columns, expected multiples of"):
        first(torch.zeros(1, 2, 7, 8))
    strided = OctaveConv2d(2, 4, 3, alpha_in=0, padding=1, stride=2)
    with pytest.raises(ValueError, match=r"6 rows and 8 columns.* of 4"):
        strided(torch.zeros(1, 2, 6, 8))
    last = OctaveConv2d(4, 2, 3, alpha_out=0, padding=1)
    with pytest.raises(ValueError, match="5 rows"):
        last((torch.zeros(1, 2, 5, 8), torch.zeros(1, 2, 2, 4)))
    with pytest.raises(
        ValueError, match=r"x\[1\] has shape .* expected \(1, 2, 4, 4\)"
    ):
        last((torch.zeros(1, 2, 8, 8), torch.zeros(1, 2, 8, 8)))
    with pytest.raises(TypeError, match="x is a Tensor, expected a pair"):
        last(torch.zeros(1, 4, 8, 8))


@pytest.mark.parametrize("name", ["in_channels", "out_channels", "regions"])
def test_regions_refuse(name):
    good = {"in_channels": 4, "out_channels": 4, "kernel_size": 3, "regions": 2}
    with pytest.raises(ValueError, match=f"{name} is 0, expected at least 1"):
        DynamicRegionAwareConv2d(**{**good, name: 0})
    with pytest.raises(TypeError, match=f"{name} is 1.5, expected an integer"):
        DynamicRegionAwareConv2d(**{**good, name: 1.5})


def test_bias_is_a_boolean():
    for make in (OctaveConv2d, DynamicRegionAwareConv2d):
        with pytest.raises(TypeError, match="bias is 1, expected True or False"):
            make(4, 4, 1, bias=1)
