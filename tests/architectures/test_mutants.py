"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

import torch

from tests.architectures import squeezenet_oracles
from tests.architectures.efficientnet_oracles import (
    NUMBERS,
    depth_grows_linearly,
    equals_b0,
    norms_are_torchvision_s,
    rows_sit_out,
    starts_as_torchvision,
)
from tests.architectures.igc_oracles import (
    V1_SIZES,
    V2_SIZES,
    equals_condensenet,
    equals_igc_v1,
    equals_igc_v2,
    equals_igc_v3,
)
from tests.architectures.mobilenet_oracles import (
    PLAYERS,
    counts_as_published,
    equals_its_table,
    starts_by_its_rule,
)
from tests.architectures.mutants import MUTANTS
from tests.architectures.oracles import (
    alexnet_layers_are_torchvision_s,
    has_the_published_numbers,
    layers_are_torchvision_s,
    nin_slides_a_dense_net,
    two_gpus_drop_outputs,
    two_gpus_share_three_layers,
    vgg_is_torchvision_s,
)
from tests.architectures.resnet_oracles import (
    CIFAR,
    SHORTCUTS,
    TORCHVISION,
    costs,
    equals_cifar,
    equals_timm,
    equals_torchvision,
)
from tests.architectures.shufflenet_oracles import (
    V1,
    v1_equals_table_1,
    v2_equals_torchvision,
)
from tests.architectures.test_list_architectures import all_are_builders
from tests.architectures.test_load_reference_weights import FAULTS, refused
from tests.mutants import every, mutant_test


def torchvision(name):
    return lambda architectures: equals_torchvision(architectures, name, size=24)


def depth(architectures):
    depth_grows_linearly(architectures)
    rows_sit_out(architectures)


def b1(architectures):
    side, *numbers = NUMBERS["efficientnet_b1"]
    costs(architectures, "efficientnet_b1", *numbers, size=side)


def loading(architectures):
    torch.manual_seed(1)
    for change, message in FAULTS:
        refused(architectures, change, message)


NOTICERS = {
    "alexnet": alexnet_layers_are_torchvision_s,
    "two gpus": two_gpus_share_three_layers,
    "dropout": two_gpus_drop_outputs,
    "vgg": every(vgg_is_torchvision_s, [("A", True)]),
    "vgg layers": every(layers_are_torchvision_s, [("A", False), ("A", True)]),
    "nin": every(nin_slides_a_dense_net, ["cifar"]),
    "numbers": every(
        has_the_published_numbers,
        [("vgg16",), ("nin",), ("alexnet", ("variant", "two_gpus"))],
    ),
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
    "squeezenet": every(
        squeezenet_oracles.equals_torchvision,
        [("squeezenet1_1", False, (21, 19)), ("squeezenet1_1", True, (24, 24))],
    ),
    "start of squeezenet": squeezenet_oracles.starts_as_torchvision,
    "efficientnet": equals_b0,
    "lite": lambda architectures: equals_b0(architectures, lite=True),
    "numbers of efficientnet": b1,
    "norms of efficientnet": norms_are_torchvision_s,
    "start of efficientnet": starts_as_torchvision,
    "depth": depth,
    **{
        name: every(equals_its_table, [name]) for name in PLAYERS if "large" not in name
    },
    "count of v1": every(counts_as_published, [("mobilenet_v1", 0.5)]),
    "count of v2": every(counts_as_published, [("mobilenet_v2", 0.35)]),
    "start of v3": starts_by_its_rule,
    "count of shufflenet v1": lambda architectures: costs(
        architectures, "shufflenet_v1", *V1[3][2:]
    ),
    "shufflenet v1": every(v1_equals_table_1, [(2, {})]),
    "shufflenet v2": every(v2_equals_torchvision, ["shufflenet_v2_x0_5"]),
    "loading": loading,
    "igc v1": every(equals_igc_v1, V1_SIZES),
    "igc v2": every(equals_igc_v2, V2_SIZES),
    "igc v3": lambda architectures: equals_igc_v3(architectures, size=24),
    "condensenet": every(equals_condensenet, [0.4, 1.0]),
    "list": all_are_builders,
}

test_mutants = mutant_test("dlnotes.architectures", MUTANTS, NOTICERS)
