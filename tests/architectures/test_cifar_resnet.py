"""CIFAR's ResNets: counts, an independent evaluation, and the plain twin."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.cifar_resnet import CifarBlock, CifarResNet, PadShortcut
from tests.architectures.resnet_oracles import (
    CIFAR,
    SHORTCUTS,
    costs,
    equals_cifar,
    images,
    one_step_helps,
    starts_as_identity,
    survives,
)


@pytest.mark.parametrize("name", CIFAR)
def test_counts(name):
    costs(architectures, name, *CIFAR[name][1:], size=32)


@pytest.mark.parametrize("case", SHORTCUTS, ids=str)
def test_equals_an_independent_evaluation(case):
    equals_cifar(architectures, case)


@pytest.mark.parametrize("name", CIFAR)
def test_what_a_shortcut_adds_to_the_parameters(name):
    more = {("projection", False): 2_752, ("projection", True): 2_560}
    with torch.device("meta"):
        for shortcut, preactivation in SHORTCUTS:
            model = architectures.build(
                name, shortcut=shortcut, preactivation=preactivation
            )
            count = sum(p.numel() for p in model.parameters())
            without = CIFAR[name][1] - more["projection", False]
            assert count == without + more.get((shortcut, preactivation), 0)


def test_the_class_projects_as_its_builders_do():
    with torch.device("meta"):
        nets = CifarResNet(20), architectures.cifar_resnet20()
    assert str(nets[0]) == str(nets[1])


def test_the_twins_start_from_the_same_weights():
    twins = []
    for shortcut in ("padding", None):
        torch.manual_seed(0)
        twins.append(architectures.cifar_resnet20(shortcut=shortcut))
    for a, b in zip(*(t.parameters() for t in twins), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("case", SHORTCUTS, ids=str)
def test_one_step_lowers_the_loss(case):
    torch.manual_seed(0)
    model = architectures.cifar_resnet20(shortcut=case[0], preactivation=case[1])
    one_step_helps(model, size=16)


def test_round_trips():
    torch.manual_seed(0)
    survives(architectures.cifar_resnet20(in_channels=1), size=16)


def test_a_zero_residual_is_the_identity():
    block = CifarBlock(8, 8, 1, shortcut="projection", preactivation=False)
    starts_as_identity(block, 8)
    block = CifarBlock(8, 8, 1, shortcut="projection", preactivation=True)
    torch.nn.init.zeros_(block.last.weight)
    x = images(3, 8, 5, 6, dtype=torch.float32)
    assert torch.equal(block(x), x)


@pytest.mark.parametrize("preactivation", [False, True])
def test_zero_init_residual(preactivation):
    model = architectures.cifar_resnet20(
        zero_init_residual=True, preactivation=preactivation
    )
    x = images(2, 16, 4, 4, dtype=torch.float32).abs()
    assert torch.equal(model.stages[0](x), x)


def test_the_shortcut_without_parameters():
    x = images(2, 3, 5, 4)
    y = PadShortcut(3, 7, 2)(x)
    assert torch.equal(y[:, :3], x[:, :, ::2, ::2])
    assert y.shape == (2, 7, 3, 2)
    assert not y[:, 3:].any()


@pytest.mark.parametrize("depth", [2, 9, 21, 20.0])
def test_bad_depth(depth):
    with pytest.raises((TypeError, ValueError), match="depth is"):
        CifarResNet(depth)


def test_bad_preactivation():
    with pytest.raises(TypeError, match="preactivation is 'no'"):
        architectures.cifar_resnet20(preactivation="no")


@pytest.mark.parametrize(
    ("value", "error"), [("pad", ValueError), (True, TypeError), (False, TypeError)]
)
def test_bad_shortcut(value, error):
    expected = f"shortcut is {value!r}, expected one of 'projection', 'padding' or None"
    with pytest.raises(error, match=expected):
        architectures.cifar_resnet20(shortcut=value)
    with pytest.raises(error, match=expected):
        CifarBlock(8, 8, 1, shortcut=value, preactivation=False)


def test_a_plain_net_does_not_start_at_zero():
    with pytest.raises(ValueError, match="shortcut is None, expected a shortcut"):
        architectures.cifar_resnet20(shortcut=None, zero_init_residual=True)
