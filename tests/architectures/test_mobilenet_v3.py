"""MobileNetV3 against torchvision's tables, written out, and published counts."""

import pytest
import torch

from dlnotes import architectures
from tests.architectures.mobilenet_oracles import (
    COUNTS,
    counts_as_published,
    equals_its_table,
    starts_by_its_rule,
)


@pytest.mark.parametrize("case", [c for c in COUNTS if "v3" in c[0]])
def test_published_counts(case):
    counts_as_published(architectures, case)


@pytest.mark.parametrize("size", ["large", "small"])
def test_equals_its_table(size):
    equals_its_table(architectures, f"mobilenet_v3_{size}")


def test_start():
    torch.manual_seed(0)
    starts_by_its_rule(architectures)
