"""Independent answers to compare an operator with, and the rule of agreement."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

TOLERANCE = {np.dtype(np.float64): 1e-10, np.dtype(np.float32): 1e-5}


def assert_agrees(actual, expected, *, tol: float | None = None) -> None:
    """Same shape and dtype, and max|a-b| <= tol * max|ref|; None equals only None."""
    if expected is None:
        assert actual is None
        return
    assert type(actual) is np.ndarray, f"a {type(actual).__name__}, not an array"
    assert actual.shape == expected.shape, f"{actual.shape} is not {expected.shape}"
    assert actual.dtype == expected.dtype, f"{actual.dtype} is not {expected.dtype}"
    nan = np.isnan(expected)
    assert np.array_equal(np.isnan(actual), nan), "NaN in other places"
    error = np.abs(actual - expected)[~nan].max(initial=0)
    scale = np.abs(expected)[~nan].max(initial=0)
    bound = (TOLERANCE[expected.dtype] if tol is None else tol) * scale
    assert error <= bound, f"off by {error:.3g}, allowed {bound:.3g}"


class Unchanged:
    """Assert that the arrays are the same after the block as before it."""

    def __init__(self, *arrays: np.ndarray | None):
        self.arrays = [a for a in arrays if a is not None]

    def __enter__(self) -> None:
        self.before = [a.copy() for a in self.arrays]

    def __exit__(self, *_: object) -> None:
        for array, before in zip(self.arrays, self.before, strict=True):
            assert np.array_equal(array, before), "an input was modified"


def sample(
    shape: tuple[int, ...], *, seed: int, dtype: Any = np.float64, strided: bool = False
) -> np.ndarray:
    """Normal random numbers; `strided` makes every axis non-contiguous."""
    rng = np.random.default_rng(seed)
    if strided:
        wide = rng.normal(size=[2 * n for n in shape]).astype(dtype)
        return wide[tuple(slice(None, None, -2) for _ in shape)]
    return rng.normal(size=shape).astype(dtype)


def torch_oracle(
    function: Callable[..., torch.Tensor], *arrays: np.ndarray | None, **options: Any
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray | None]]:
    """Torch's output, a random dy for it, and the gradient for each array."""
    tensors = [
        None if a is None else torch.tensor(a.copy(), requires_grad=True)
        for a in arrays
    ]
    y = function(*tensors, **options)
    dy = sample(tuple(y.shape), seed=99, dtype=arrays[0].dtype)
    y.backward(torch.tensor(dy))
    gradients = [None if t is None else t.grad.numpy() for t in tensors]
    return y.detach().numpy(), dy, gradients


def finite_differences(
    function: Callable[..., np.ndarray],
    dy: np.ndarray,
    *arrays: np.ndarray,
    step: float = 1e-6,
) -> list[np.ndarray]:
    """Slope of sum(function(*arrays) * dy) along each entry, by central differences."""
    gradients = []
    for k, array in enumerate(arrays):
        gradient = np.empty_like(array)
        for index in np.ndindex(array.shape):
            loss = []
            for sign in (1, -1):
                moved = [a.copy() for a in arrays]
                moved[k][index] += sign * step
                loss.append(np.sum(function(*moved) * dy))
            gradient[index] = (loss[0] - loss[1]) / (2 * step)
        gradients.append(gradient)
    return gradients


def check_finite_differences(forward, backward, *arrays: np.ndarray, **options):
    """The gradients are the slopes of the output."""
    y = forward(*arrays, **options)
    dy = sample(y.shape, seed=7)
    expected = finite_differences(
        lambda *moved: forward(*moved, **options), dy, *arrays
    )
    actual = backward(dy, *arrays, **options)
    for mine, slope in zip(
        [actual] if isinstance(actual, np.ndarray) else actual, expected, strict=True
    ):
        assert_agrees(mine, slope, tol=1e-7)
