"""What all optimizers share: parameters, state, blocks, and how both are saved."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_int, as_real, check_array, check_shape

BLOCK = 1 << 16
"""Entries updated at a time: what a rule reads and writes then stays in the cache."""


def blocks(arrays: Sequence[Array]) -> Iterator[list[Array]]:
    """Yield the same part of every array, flat, as views; all have one shape."""
    if arrays[0].ndim > 1 and not all(a.flags.c_contiguous for a in arrays):
        for rows in zip(*arrays, strict=True):
            yield from blocks(rows)
        return
    flat = [a.reshape(-1) for a in arrays]
    for start in range(0, flat[0].size, BLOCK):
        yield [a[start : start + BLOCK] for a in flat]


def check_parameters(params: object) -> list[Array]:
    """Return a list of the arrays: writeable, distinct and of one dtype."""
    if isinstance(params, np.ndarray) or not isinstance(params, Sequence):
        raise TypeError(
            f"params is a {type(params).__name__}, expected a sequence of arrays"
        )
    if not params:
        raise ValueError("params is empty, expected at least one array")
    for i, param in enumerate(params):
        check_array(f"params[{i}]", param)
        if not param.flags.writeable:
            raise ValueError(f"params[{i}] is read-only, expected a writeable array")
        if param.dtype != params[0].dtype:
            raise TypeError(
                f"params[{i}] is {param.dtype} and params[0] is {params[0].dtype}; "
                "expected one dtype for all"
            )
    if len({id(param) for param in params}) < len(params):
        raise ValueError("params has the same array twice, expected each once")
    return list(params)


def check_arrays_like(name: str, arrays: object, params: Sequence[Array]) -> None:
    """Require one array for each parameter, of its shape and dtype."""
    if isinstance(arrays, np.ndarray) or not isinstance(arrays, Sequence):
        raise TypeError(
            f"{name} is a {type(arrays).__name__}, expected a sequence of arrays"
        )
    if len(arrays) != len(params):
        raise ValueError(
            f"{name} has {len(arrays)} arrays, expected {len(params)}, one a parameter"
        )
    for i, (array, param) in enumerate(zip(arrays, params, strict=True)):
        check_array(f"{name}[{i}]", array)
        check_shape(f"{name}[{i}]", array, param.shape)
        if array.dtype != param.dtype:
            raise TypeError(f"{name}[{i}] is {array.dtype}, expected {param.dtype}")


def check_keys(name: str, given: object, expected: Collection[str]) -> None:
    """Require a dictionary with exactly these keys."""
    if not isinstance(given, dict):
        raise TypeError(f"{name} is a {type(given).__name__}, expected a dictionary")
    if given.keys() != set(expected):
        raise ValueError(f"{name} has {sorted(given)}, expected {sorted(expected)}")


def check_betas(betas: object) -> tuple[float, float]:
    """Return two numbers from 0 to, but not including, 1."""
    if not isinstance(betas, (tuple, list)) or len(betas) != 2:
        raise TypeError(f"betas is {betas!r}, expected a pair of numbers")
    for i, beta in enumerate(betas):
        as_real(f"betas[{i}]", beta, 0, below=1)
    return float(betas[0]), float(betas[1])


def check_positive(name: str, value: object) -> None:
    """Require a finite number greater than 0."""
    as_real(name, value, 0)
    if value == 0:
        raise ValueError(f"{name} is 0, expected a positive number")


def norm(array: Array) -> float:
    """Return the Euclidean norm; in double precision, so that no square overflows."""
    squares = (np.square(a, dtype=np.float64).sum() for (a,) in blocks([array]))
    return math.sqrt(sum(squares))


class Optimizer:
    """Update parameters in place; a subclass says how in ``_update``.

    Public attributes are options. They may be changed between steps, as a schedule does
    with ``lr``, and are saved with the state.

    Attributes
    ----------
    params : list of ndarray
        The arrays given, not copies.
    steps : int
        The number of steps made.
    """

    def __init__(
        self,
        params: Sequence[Array],
        lr: float,
        *,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
        slots: Sequence[str] = (),
    ) -> None:
        as_real("weight_decay", weight_decay, 0)
        self.params = check_parameters(params)
        self.lr = lr
        self.weight_decay = weight_decay
        self.decoupled_weight_decay = decoupled_weight_decay
        self.maximize = maximize
        self.steps = 0
        self._state = {
            slot: [np.zeros_like(p, order="C") for p in self.params] for slot in slots
        }

    @property
    def lr(self) -> float:
        """The learning rate, which a schedule may set before each step."""
        return self._lr

    @lr.setter
    def lr(self, value: float) -> None:
        as_real("lr", value, 0)
        self._lr = float(value)

    def step(self, grads: Sequence[Array]) -> None:
        """Update the parameters in place.

        Parameters
        ----------
        grads : sequence of ndarray
            The gradient of each parameter, in the order of ``params``, in its shape and
            dtype. Not modified.

        Raises
        ------
        ValueError, TypeError
            If number, shapes or dtypes differ; then nothing has been updated.
        """
        check_arrays_like("grads", grads, self.params)
        self.steps += 1
        for i, (param, grad) in enumerate(zip(self.params, grads, strict=True)):
            state = [arrays[i] for arrays in self._state.values()]
            self._update_parameter(param, grad, state)

    def _update_parameter(self, param: Array, grad: Array, state: list[Array]) -> None:
        for p, g, *s in blocks([param, grad, *state]):
            if self.maximize:
                g = -g
            if self.weight_decay and self.decoupled_weight_decay:
                p *= 1 - self.lr * self.weight_decay
            elif self.weight_decay:
                g = g + self.weight_decay * p
            self._update(p, g, s)

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        """Update one block of a parameter and of its state, given its gradient."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """Return a copy of the options and of all that the steps have left.

        Returns
        -------
        dict
            ``options``: name to value; ``steps``: int; ``state``: torch's name of a
            quantity to one array a parameter.
        """
        state = {name: [a.copy() for a in s] for name, s in self._state.items()}
        return {"options": self._options(), "steps": self.steps, "state": state}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue where another optimizer of this class stopped.

        Parameters
        ----------
        state_dict : dict
            What its `state_dict` returned. It is copied.

        Raises
        ------
        ValueError, TypeError
            If it belongs to other options or parameters; then nothing is loaded.
        """
        own = self.state_dict()
        check_keys("state_dict", state_dict, own)
        for part in ("options", "state"):
            check_keys(part, state_dict[part], own[part])
        for name, arrays in state_dict["state"].items():
            check_arrays_like(f"state[{name!r}]", arrays, self.params)
        steps = as_int("steps", state_dict["steps"], minimum=0)
        for name, value in state_dict["options"].items():  # lr first: it is checked
            setattr(self, name, value)
        self.steps = steps
        for name, arrays in state_dict["state"].items():
            for array, saved in zip(self._state[name], arrays, strict=True):
                array[...] = saved

    def _options(self) -> dict[str, Any]:
        hidden = ("params", "steps")
        plain = {k: v for k, v in vars(self).items() if k[0] != "_" and k not in hidden}
        return {"lr": self.lr, **plain}
