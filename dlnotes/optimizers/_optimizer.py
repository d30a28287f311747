"""What all optimizers share: parameters, state, blocks, and how both are saved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from dlnotes import _loops
from dlnotes._arguments import Array, as_int, check_array, check_shape
from dlnotes.optimizers._options import (
    Configured,
    Option,
    as_bool,
    at_least_0,
    check_keys,
)

BLOCK = 1 << 16
"""Entries updated at a time: what a rule reads and writes then stays in the cache."""

TINY, HUGE = 1e-280, 1e280
"""A sum of powers between them has lost none of them to the ends of float64."""

SHORT = 32
"""An axis that makes NumPy's inner loops too short to be worth their start."""


def blocks(arrays: Sequence[Array], *, update: bool = True) -> Iterator[list[Array]]:
    """Yield the same part of every array, flat; all have one shape.

    The parts are views, in the order of the first array's memory. Where none exists
    they are copies, which `update` writes back.
    """
    axes = sorted(range(arrays[0].ndim), key=lambda i: -abs(arrays[0].strides[i]))
    yield from _cut([array.transpose(axes) for array in arrays], update)


def _cut(arrays: Sequence[Array], update: bool) -> Iterator[list[Array]]:
    if all(array.flags.c_contiguous for array in arrays):
        flat = [array.reshape(-1) for array in arrays]
        for part in _loops.blocks(flat[0].size, 1, BLOCK):
            yield [array[part] for array in flat]
        return
    if arrays[0].shape[-1] < SHORT:  # loops want a long last axis
        longest = int(np.argmax(arrays[0].shape))
        arrays = [np.moveaxis(array, longest, -1) for array in arrays]
    if arrays[0].ndim == 1:
        for part in _loops.blocks(len(arrays[0]), 1, BLOCK):
            yield [array[part] for array in arrays]
        return
    row = math.prod(arrays[0].shape[1:])
    if row > BLOCK:
        for rows in zip(*arrays, strict=True):
            yield from _cut(rows, update)
        return
    for part in _loops.blocks(len(arrays[0]), row, BLOCK):
        gathered = [np.ascontiguousarray(array[part]) for array in arrays]
        yield [array.reshape(-1) for array in gathered]
        for array, copy in zip(arrays, gathered, strict=True):
            if update and array.flags.writeable and not array[part].flags.c_contiguous:
                array[part] = copy


def norm(array: Array, order: float = 2.0) -> float:
    """Return the norm of all entries as one vector, in float64."""
    parts = blocks([array], update=False)
    return norm_of_vector([norm_of_vector(part, order) for (part,) in parts], order)


def norm_of_vector(vector: Array | Sequence[float], order: float = 2.0) -> float:
    """Return the norm of a vector, whose powers must not leave the range of float64."""
    sizes = np.abs(vector, dtype=np.float64)
    largest = float(sizes.max(initial=0.0))
    if order == math.inf or not 0 < largest < math.inf:
        return largest
    with np.errstate(all="ignore"):
        total = float(np.sum(sizes * sizes if order == 2 else sizes**order))
        if TINY < total < HUGE:
            return math.sqrt(total) if order == 2 else float(total ** (1 / order))
        return largest * float(np.sum((sizes / largest) ** order) ** (1 / order))


def check_parameters(params: object) -> list[Array]:
    """Return a list of the arrays: writeable, distinct and of one dtype."""
    arrays = check_writeable("params", params)
    if not arrays:
        raise ValueError("params is empty, expected at least one array")
    for i, param in enumerate(arrays):
        if param.dtype != arrays[0].dtype:
            raise TypeError(
                f"params[{i}] is {param.dtype} and params[0] is {arrays[0].dtype}; "
                "expected one dtype for all"
            )
    return arrays


def check_writeable(name: str, arrays: object) -> list[Array]:
    """Return a list of the arrays, no entry of which is there twice."""
    if isinstance(arrays, np.ndarray) or not isinstance(arrays, Sequence):
        raise TypeError(
            f"{name} is a {type(arrays).__name__}, expected a sequence of arrays"
        )
    for i, array in enumerate(arrays):
        check_array(f"{name}[{i}]", array)
        if not array.flags.writeable:
            raise ValueError(f"{name}[{i}] is read-only, expected a writeable array")
        if _overlaps_itself(array):
            raise ValueError(
                f"{name}[{i}] has entries that share memory (strides "
                f"{array.strides}), expected each entry once"
            )
    for (i, one), (j, other) in combinations(enumerate(arrays), 2):
        if one is other:
            raise ValueError(
                f"{name}[{i}] and {name}[{j}] are the same array twice, "
                "expected each once"
            )
        if np.shares_memory(one, other):
            raise ValueError(
                f"{name}[{i}] and {name}[{j}] share memory, expected each entry once"
            )
    return list(arrays)


def _overlaps_itself(array: Array) -> bool:
    """Whether two indices name the same bytes."""
    reach = array.itemsize
    for stride, size in sorted(
        (abs(s), n) for s, n in zip(array.strides, array.shape, strict=True) if n > 1
    ):
        if stride < reach:
            break
        reach += stride * (size - 1)
    else:
        return False
    # a layout so unusual that only counting helps
    offsets = np.zeros((), np.int64)
    for stride, size in zip(array.strides, array.shape, strict=True):
        offsets = np.add.outer(offsets, stride * np.arange(size))
    gaps = np.diff(np.sort(offsets, axis=None))
    return bool(np.any(gaps < array.itemsize))


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


class Optimizer(Configured):
    """Update parameters in place; a subclass says how in ``_update``.

    Options are attributes. They may be changed between steps, as a schedule does with
    ``lr``: they are checked then, and saved with the state. Arrays that an option needs
    are made, as zeros, at the first step that needs them, and forgotten at the first
    that does not.

    Parameters
    ----------
    params : sequence of ndarray
        Arrays of any shapes and layouts, all float32 or all float64, updated in place.
        No two entries may share memory.
    lr : float
        The learning rate.
    weight_decay : float
        Factor of the L2 penalty's gradient, which is added to the gradient.
    maximize : bool
        Climb instead of descend.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range, or `params` not writeable, of two dtypes or
        overlapping.

    Notes
    -----
    An optimizer that is pickled or deep-copied takes its parameters along: the copy
    updates its own, found in ``params``. To go on with other arrays, make an optimizer
    for them and load the `state_dict`.
    """

    lr = Option(at_least_0)
    weight_decay = Option(at_least_0)
    maximize = Option(as_bool)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float,
        *,
        weight_decay: float = 0.0,
        maximize: bool = False,
        **options: object,
    ) -> None:
        super().__init__(lr=lr, weight_decay=weight_decay, maximize=maximize, **options)
        self._params = check_parameters(params)
        self._steps = 0
        self._state: dict[str, list[Array]] = {}
        self._fit_state()

    @property
    def params(self) -> list[Array]:
        """The arrays given, not copies."""
        return self._params

    @property
    def steps(self) -> int:
        """The number of steps made."""
        return self._steps

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        """Return torch's names of what these options keep for every parameter."""
        return []

    def _fit_state(self) -> None:
        self._state = {
            slot: self._state.get(slot) or [np.zeros_like(p) for p in self.params]
            for slot in self._slots(self._options)
        }

    def step(self, grads: Sequence[Array]) -> None:
        """Update the parameters in place.

        Parameters
        ----------
        grads : sequence of ndarray
            The gradient of each parameter, in the order of ``params``, in its shape and
            dtype. Not modified, unless it shares memory with a parameter.

        Raises
        ------
        ValueError, TypeError
            If number, shapes or dtypes differ; then nothing has been updated.
        """
        check_arrays_like("grads", grads, self.params)
        # a parameter may be its own gradient: all are read before any is updated
        grads = [
            g.copy() if any(np.may_share_memory(g, p) for p in self._params) else g
            for g in grads
        ]
        self._fit_state()
        self._steps += 1
        for i, (param, grad) in enumerate(zip(self.params, grads, strict=True)):
            state = [arrays[i] for arrays in self._state.values()]
            self._update_parameter(param, grad, state)

    def _update_parameter(self, param: Array, grad: Array, state: list[Array]) -> None:
        decoupled = self._options.get("decoupled_weight_decay", False)
        for p, g, *s in blocks([param, grad, *state]):
            if self.maximize:
                g = -g
            if self.weight_decay and decoupled:
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
            ``class``: its name; ``options``: name to value; ``steps``: int; ``state``:
            torch's name of a quantity to one array a parameter.
        """
        self._fit_state()
        return {
            "class": type(self).__name__,
            "options": dict(self._options),
            "steps": self.steps,
            "state": {name: [a.copy() for a in s] for name, s in self._state.items()},
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue where another optimizer of this class stopped.

        Parameters
        ----------
        state_dict : dict
            What its `state_dict` returned. It is copied.

        Raises
        ------
        ValueError, TypeError
            If it is another class's, has a bad option, or belongs to other parameters;
            then nothing is loaded.
        """
        self._adopt(self._check_state_dict(state_dict))

    def _check_state_dict(self, saved: object) -> dict[str, Any]:
        """Return a saved state with checked options; nothing is loaded yet."""
        options = self._check_saved(saved, ["steps", "state"])
        assert isinstance(saved, dict)
        steps = as_int("steps", saved["steps"], minimum=0)
        check_keys("state", saved["state"], self._slots(options))
        for name, arrays in saved["state"].items():
            check_arrays_like(f"state[{name!r}]", arrays, self.params)
        return {**saved, "options": options, "steps": steps}

    def _adopt(self, checked: dict[str, Any]) -> None:
        self._options, self._steps = checked["options"], checked["steps"]
        self._fit_state()
        for name, arrays in self._state.items():
            for array, saved in zip(arrays, checked["state"][name], strict=True):
                array[...] = saved
