"""Reference weights: matched in order and by shape, and all or nothing."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures import cifar_resnet20, load_reference_weights
from tests.architectures.resnet_oracles import torchvision_state


def renamed(model):
    state = model.state_dict()
    return {f"a{i}.{k.rpartition('.')[2]}": v for i, (k, v) in enumerate(state.items())}


def bits(model):
    return {key: value.clone() for key, value in model.state_dict().items()}


def same(a, b):
    return all(torch.equal(a[key], b[key]) for key in a)


@pytest.fixture(scope="module")
def given():
    torch.manual_seed(1)
    model = cifar_resnet20()
    model(torch.randn(2, 3, 8, 8))
    return renamed(model)


def test_all_tensors_are_copied(given):
    model = cifar_resnet20()
    assert load_reference_weights(model, given) is model
    assert same(renamed(model), given)
    assert model.stem[1].num_batches_tracked == 1
    assert next(iter(given.values())).data_ptr() != next(model.parameters()).data_ptr()


def test_counters_may_be_missing(given):
    model = cifar_resnet20()
    model.stem[1].num_batches_tracked += 7
    old = {k: v for k, v in given.items() if not k.endswith("num_batches_tracked")}
    load_reference_weights(model, old)
    assert model.stem[1].num_batches_tracked == 7
    assert same({k: v for k, v in renamed(model).items() if k in old}, old)


def test_the_dtype_stays_the_model_s(given):
    model = load_reference_weights(cifar_resnet20().double(), given)
    assert model.fc.weight.dtype == torch.float64
    key = list(given)[-1]
    assert torch.equal(model.fc.bias, given[key].double())


def last_dropped(state):
    return dict(list(state.items())[:-1])


def one_more(state):
    return {**state, "head.bias": torch.zeros(3)}


def reshaped(state):
    return {**state, "a0.weight": torch.zeros(16, 1, 3, 3)}


def flattened(state):
    return {**state, "a0.weight": state["a0.weight"].flatten(1)}


def swapped(state):
    items = list(state.items())
    items[1], items[2] = items[2], items[1]
    return dict(items)


def a_counter_less(state):
    key = next(k for k in state if k.endswith("num_batches_tracked"))
    return {k: v for k, v in state.items() if k != key}


def late_fault(state):
    key = list(state)[-2]
    return {**state, key: torch.zeros(11, 64)}


FAULTS = [
    (last_dropped, "has 106 tensors.*the next is 'fc.bias'"),
    (one_more, "more tensors than the model's 107: the next is 'head.bias'"),
    (reshaped, r"entry 0 .*'a0.weight'.*\(16, 1, 3, 3\).*'stem.0.weight'"),
    (flattened, r"entry 0 .*'a0.weight'.*\(16, 27\).*'stem.0.weight'"),
    (swapped, "entry 1 .*bias'.*'stem.1.weight': another order"),
    (a_counter_less, "has 20 of num_batches_tracked, but the model has 21"),
    (late_fault, r"\(11, 64\), but the model's 'fc.weight'"),
    (lambda state: torchvision_state("resnet18"), "entry 0"),
    (lambda state: {}, "has 0 tensors"),
]


def refused(architectures, change, message):
    model = architectures.cifar_resnet20()
    given = change(renamed(architectures.cifar_resnet20()))
    before = bits(model)
    with pytest.raises(ValueError, match=message):
        architectures.load_reference_weights(model, given)
    assert same(before, model.state_dict())


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_what_does_not_fit_changes_nothing(change, message):
    refused(architectures, change, message)


@pytest.mark.parametrize("bad", [{"a": 1}, [torch.zeros(3)], None])
def test_what_is_no_state_dict(bad):
    with pytest.raises(TypeError, match="state_dict"):
        load_reference_weights(cifar_resnet20(), bad)
