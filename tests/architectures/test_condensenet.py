"""CondenseNet: published counts, pruning by sorted sums, and what condensing keeps."""

import copy

import pytest
import torch

from dlnotes import architectures
from tests.architectures.igc_oracles import (
    SMALL,
    drawn_condensenet,
    equals_condensenet,
)
from tests.architectures.resnet_oracles import (
    assert_close,
    images,
    one_step_helps,
    survives,
)

CIFAR = {"stride": 1, "num_classes": 10}


def parameters(model):
    return sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize("progress", [0.0, 0.4, 1.0])
def test_equals_an_independent_evaluation(progress):
    equals_condensenet(architectures, progress)


@pytest.mark.parametrize(
    ("groups", "trained", "condensed"),
    [(4, 11_922_680, 4_773_944), (8, 11_103_608, 2_935_416)],
)
def test_published_counts(groups, trained, condensed):
    model = architectures.condensenet(groups=groups)
    assert parameters(model) == trained
    model.prune_until(0.5)
    assert parameters(model.condense(classifier=2)) == condensed


def test_published_counts_on_cifar():
    model = architectures.condensenet(depths=(14,) * 3, growth=(8, 16, 32), **CIFAR)
    assert parameters(model) == 1_451_594
    model.prune_until(0.5)
    assert parameters(model.condense()) == 520_202


def test_the_lasso_of_all_layers():
    model = architectures.condensenet(**SMALL)
    model.group_lasso().backward()
    assert model.learned()[0].conv.weight.grad.abs().sum() > 0


def test_rounds_fall_into_the_first_half():
    model = architectures.condensenet(**SMALL)
    stages = []
    for progress in (0.0, 0.16, 0.17, 0.34, 0.49, 0.5, 1.0):
        model.prune_until(progress)
        stages.append(model.learned()[-1].stage)
    assert stages == [0, 0, 1, 2, 2, 3, 3]


def test_half_of_the_classifier():
    model, state = drawn_condensenet(architectures)
    model.prune_until(1)
    model.condense(classifier=2)
    sums = state["classifier.weight"].abs().sum(0)
    kept = sorted(sums.argsort(descending=True)[: len(sums) // 2].tolist())
    assert model.features.tolist() == kept
    assert torch.equal(model.fc.weight, state["classifier.weight"][:, kept])
    x = images(2, 3, 6, 6)
    expected, model.features = model(x), model.features.flip(0)
    model.fc.weight.data = model.fc.weight.data.flip(1)
    assert_close(model(x), expected)


def test_round_trips_and_a_step():
    torch.manual_seed(0)
    model = architectures.condensenet(in_channels=1, **SMALL)
    survives(model, size=8)
    model.prune_until(1)
    survives(copy.deepcopy(model), size=8)
    survives(model.condense(), size=8)
    one_step_helps(architectures.condensenet(**SMALL), size=8)


def test_dropout_is_of_training_alone():
    torch.manual_seed(0)
    model = architectures.condensenet(dropout=0.5, **SMALL)
    x = images(2, 3, 6, 6, dtype=torch.float32)
    assert not torch.equal(model(x), model(x))
    model.eval()
    assert torch.equal(model(x), model(x))


def test_a_state_holds_the_masks():
    models = []
    for seed in range(2):
        torch.manual_seed(seed)
        models.append(architectures.condensenet(**SMALL).eval())
    models[0].prune_until(0.3)
    models[1].load_state_dict(models[0].state_dict())
    x = images(1, 3, 8, 8, dtype=torch.float32)
    assert torch.equal(models[0](x), models[1](x))
    assert models[1].learned()[0].stage == models[0].learned()[0].stage == 1


def test_too_early_to_condense():
    model = architectures.condensenet(**SMALL)
    model.prune_until(0.4)
    with pytest.raises(ValueError, match="pruned 2 times, expected 3 before"):
        model.condense()
    assert len(model.learned()) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"groups": 3}, "in_channels is 8 and out_channels is 16, expected multiples"),
        ({"condense_factor": 3}, "expected multiples of condense_factor, 3, and of gr"),
        ({"depths": (2,)}, "depths has 1 numbers and growth 2, expected one for each"),
        ({"bottleneck": 0}, "bottleneck is 0"),
        ({"dropout": 1.0}, "dropout is 1.0"),
        ({"stride": 0}, "stride is 0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        architectures.condensenet(**{**SMALL, **options})


def test_small_images():
    model = architectures.condensenet(**SMALL)
    with pytest.raises(ValueError, match="expected at least 2×2"):
        model(torch.zeros(1, 3, 1, 4))
    assert model(torch.zeros(2, 3, 2, 2)).shape == (2, 5)
