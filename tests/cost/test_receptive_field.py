from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlnotes import cost
from dlnotes.cost import ReceptiveField, receptive_field
from tests.cost.oracles import STACKS, sees_what_the_gradient_reaches

layers = st.tuples(
    st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(1, 3)
)
stacks = st.lists(layers, max_size=4)

ALEXNET = {
    "conv1": (11, 4, 0),
    "pool1": (3, 2, 0),
    "conv2": (5, 1, 2),
    "pool2": (3, 2, 0),
    "conv3": (3, 1, 1),
    "conv4": (3, 1, 1),
    "conv5": (3, 1, 1),
    "pool5": (3, 2, 0),
}


@pytest.mark.parametrize("stack", STACKS)
def test_sees_what_the_gradient_reaches(stack):
    sees_what_the_gradient_reaches(cost, stack)


@settings(max_examples=60, deadline=None)
@given(stack=stacks)
def test_any_stack_sees_what_the_gradient_reaches(stack):
    sees_what_the_gradient_reaches(cost, stack)


@given(first=stacks, second=stacks)
def test_a_stack_is_a_layer(first, second):
    parts = [receptive_field(stack)[:3] for stack in (first, second)]
    assert receptive_field(parts) == receptive_field(first + second)


@given(stack=stacks)
def test_backward_recursion_agrees(stack):
    size = 1
    for kernel_size, stride, _, dilation in reversed(stack):
        size = (size - 1) * stride + dilation * (kernel_size - 1) + 1
    assert receptive_field(stack).size == size


@given(stack=stacks)
def test_deeper_never_sees_less(stack):
    fields = [receptive_field(stack[:n]) for n in range(len(stack) + 1)]
    for shallow, deep in pairwise(fields):
        assert deep.size >= shallow.size
        assert deep.stride % shallow.stride == 0
        assert deep.centre == (deep.size - 1) / 2 - deep.padding


def test_by_hand():
    assert receptive_field([]) == (1, 1, 0, 0.0)
    assert receptive_field([(3, 1, 1)] * 2) == (5, 1, 2, 0.0)
    assert receptive_field([(2, 2)] * 3) == (8, 8, 0, 3.5)
    assert receptive_field([(3, 1, 2, 2)] * 2) == (9, 1, 4, 0.0)


@pytest.mark.parametrize(
    ("strides", "size"), [((1, 2, 2), 9), ((2, 2, 1), 15), ((1, 1, 1), 7)]
)
def test_the_order_of_strides_counts(strides, size):
    assert receptive_field([(3, s) for s in strides]).size == size


def test_alexnet():
    prefixes = accumulate(ALEXNET.values(), lambda a, b: (*a, b), initial=())
    fields = [receptive_field(p) for p in prefixes][1:]
    assert [f.size for f in fields] == [11, 19, 51, 67, 99, 131, 163, 195]
    assert [f.stride for f in fields] == [4, 8, 8, 16, 16, 16, 16, 32]


def test_published_fields():
    vgg, (conv, pool) = [], ((3, 1, 1), (2, 2))
    for convolutions in (2, 2, 3, 3, 3):
        vgg += [conv] * convolutions + [pool]
    assert receptive_field(vgg)[:2] == (212, 32)
    resnet50 = [(7, 2, 3), (3, 2, 1)]
    for blocks, stride in ((3, 1), (4, 2), (6, 2), (3, 2)):
        for index in range(blocks):
            resnet50 += [(1,), (3, stride if index == 0 else 1, 1), (1,)]
    assert receptive_field(resnet50)[:2] == (427, 32)  # stride in the 3x3, as torch's


def test_fields_have_names():
    field = receptive_field(((7, 2, 3), [3, 2, 1]))
    assert isinstance(field, ReceptiveField)
    size, stride, padding, centre = field
    assert (field.size, field.stride) == (size, stride)
    assert (field.padding, field.centre) == (padding, centre)
    assert [type(n) for n in field] == [int, int, int, float]


def test_numpy_s_numbers_are_numbers():
    stack = [(np.int8(100), np.int8(100), np.int8(100), np.int8(100))] * 2
    assert receptive_field(stack) == receptive_field([(100, 100, 100, 100)] * 2)
    assert {type(n) for n in receptive_field(stack)[:3]} == {int}


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (3, TypeError, r"layers is 3, expected a list of \(kernel_size, stride"),
        ("33", TypeError, "layers is '33'"),
        ([3, 3], TypeError, r"layers\[0\] is 3, expected \(kernel_size"),
        ([(3,), ()], ValueError, r"layers\[1\] is \(\), expected one to four"),
        ([(3, 1, 1, 1, 1)], ValueError, r"layers\[0\] is \(3, 1, 1, 1, 1\)"),
        ([(3,), (0, 1)], ValueError, r"kernel_size of layers\[1\] is 0"),
        ([(3.0,)], TypeError, r"kernel_size of layers\[0\] is 3.0"),
        ([((3, 3), 1)], TypeError, r"kernel_size of layers\[0\] is \(3, 3\)"),
        ([(3, 0)], ValueError, r"stride of layers\[0\] is 0"),
        ([(3, None)], TypeError, r"stride of layers\[0\] is None"),
        ([(3, 1, -1)], ValueError, r"padding of layers\[0\] is -1"),
        ([(3, 1, "same")], TypeError, r"padding of layers\[0\] is 'same'"),
        ([(3, 1, 1, 0)], ValueError, r"dilation of layers\[0\] is 0"),
        ([(3, 1, 1, True)], TypeError, r"dilation of layers\[0\] is True"),
    ],
)
def test_malformed(bad, error, message):
    with pytest.raises(error, match=message):
        receptive_field(bad)
