"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

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
from tests.mutants import every, mutant_test

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
}

test_mutants = mutant_test("dlnotes.architectures", MUTANTS, NOTICERS)
