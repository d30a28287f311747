import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from dlnotes.convolution import output_size, transposed_output_size

numbers = {
    "size": st.integers(1, 12),
    "kernel_size": st.integers(1, 4),
    "stride": st.integers(1, 4),
    "padding": st.integers(0, 3),
    "dilation": st.integers(1, 3),
}


@pytest.mark.parametrize(
    ("size", "kernel_size", "options", "expected"),
    [
        (5, 3, {}, 3),
        (5, 3, {"stride": 2}, 2),
        (6, 3, {"stride": 2}, 2),
        (5, 3, {"padding": 1}, 5),
        (5, 3, {"dilation": 2}, 1),
        (5, 5, {}, 1),
        (227, 11, {"stride": 4}, 55),
    ],
)
def test_output_size_by_hand(size, kernel_size, options, expected):
    assert output_size(size, kernel_size, **options) == expected


@given(**numbers)
def test_output_size_is_torch_s(size, kernel_size, stride, padding, dilation):
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    fits = size + 2 * padding >= dilation * (kernel_size - 1) + 1
    if not fits:
        with pytest.raises(ValueError, match="kernel_size"):
            output_size(size, kernel_size, **options)
        return
    y = F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, kernel_size), **options)
    assert output_size(size, kernel_size, **options) == y.shape[-1]


@given(output_padding=st.integers(0, 3), **numbers)
def test_transposed_output_size_is_torch_s(size, kernel_size, **options):
    x, weight = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel_size)
    try:
        expected = F.conv_transpose1d(x, weight, **options).shape[-1]
    except RuntimeError:
        with pytest.raises(ValueError, match="padding"):
            transposed_output_size(size, kernel_size, **options)
    else:
        assert transposed_output_size(size, kernel_size, **options) == expected


@given(**numbers)
def test_transposed_undoes(size, kernel_size, stride, padding, dilation):
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    span = dilation * (kernel_size - 1) + 1
    size += max(0, span - 2 * padding)
    rest = (size + 2 * padding - span) % stride
    smaller = output_size(size, kernel_size, **options)
    back = transposed_output_size(smaller, kernel_size, output_padding=rest, **options)
    assert back == size


@pytest.mark.parametrize("function", [output_size, transposed_output_size])
@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("size", 0, ValueError),
        ("size", 5.0, TypeError),
        ("kernel_size", 0, ValueError),
        ("kernel_size", True, TypeError),
        ("stride", 0, ValueError),
        ("stride", "1", TypeError),
        ("padding", -1, ValueError),
        ("padding", None, TypeError),
        ("dilation", 0, ValueError),
        ("dilation", (1, 1), TypeError),
    ],
)
def test_malformed(function, name, value, error):
    arguments = {"size": 5, "kernel_size": 3, name: value}
    with pytest.raises(error, match=rf"^{name} is .* expected"):
        function(**arguments)


@pytest.mark.parametrize(
    ("value", "error"), [(2, ValueError), (-1, ValueError), (0.5, TypeError)]
)
def test_malformed_output_padding(value, error):
    with pytest.raises(error, match=r"^output_padding is .* expected"):
        transposed_output_size(5, 3, stride=2, output_padding=value)
