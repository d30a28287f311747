"""The names are derived: all builders, and nothing else."""

from dlnotes import architectures


def all_are_builders(architectures):
    names = architectures.list_architectures()
    assert names == sorted(set(names))
    assert {"resnet18", "resnext50_32x4d", "resnetv2_50"} <= set(names)
    others = {"build", "list_architectures", "load_reference_weights"}
    assert not others & set(names)
    rest = set(architectures.__all__) - set(names) - others
    assert all(name[0].isupper() for name in rest), rest  # classes


def test_lists_builders_in_order():
    all_are_builders(architectures)
