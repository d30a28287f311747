"""A network by its name, and a message for names that are none."""

import pytest
from torch import nn

from dlnotes import architectures
from dlnotes.architectures import build


def test_builds_with_options():
    model = build("cifar_resnet20", num_classes=3, in_channels=1)
    assert isinstance(model, nn.Module)
    assert model.fc.out_features == 3


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("resnet5O", "'resnet50'"),
        ("ResNet50", "'resnet50'"),
        ("cifar_resnet2", "'cifar_resnet20'"),
        ("build", "expected one of list_architectures"),
        ("", "close to it: none"),
    ],
)
def test_names_close_ones(name, close):
    with pytest.raises(ValueError, match=close):
        build(name)


def test_a_name_is_a_string():
    with pytest.raises(TypeError, match="name is 18, expected one of"):
        build(18)


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match="classes"):
        build("resnet18", classes=3)


def test_every_builder_takes_keywords_alone():
    for name in architectures.list_architectures():
        with pytest.raises(TypeError):
            getattr(architectures, name)(10)
