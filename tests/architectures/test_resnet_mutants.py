"""The oracles of this topic reject its mutants."""

import torch

from tests.architectures.resnet_mutants import MUTANTS
from tests.architectures.resnet_oracles import (
    CIFAR,
    SHORTCUTS,
    TORCHVISION,
    costs,
    equals_cifar,
    equals_timm,
    equals_torchvision,
)
from tests.architectures.test_list_architectures import all_are_builders
from tests.architectures.test_load_reference_weights import FAULTS, refused
from tests.mutants import every, mutant_test


def torchvision(name):
    return lambda architectures: equals_torchvision(architectures, name, size=24)


def loading(architectures):
    torch.manual_seed(1)
    for change, message in FAULTS:
        refused(architectures, change, message)


NOTICERS = {
    "resnet18": torchvision("resnet18"),
    "bottleneck": torchvision("short"),
    "resnext": lambda architectures: costs(
        architectures, "resnext50_32x4d", *TORCHVISION["resnext50_32x4d"][4:]
    ),
    "timm": lambda architectures: equals_timm(architectures, "short", size=24),
    "cifar": every(equals_cifar, SHORTCUTS),
    "count of cifar": lambda architectures: costs(
        architectures, "cifar_resnet20", *CIFAR["cifar_resnet20"][1:], size=32
    ),
    "loading": loading,
    "list": all_are_builders,
}
test_mutants = mutant_test("dlnotes.architectures", MUTANTS, NOTICERS)
