"""What all optimizers share: parameters, state, blocks, and how both are saved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from dlnotes import _loops
from dlnotes._arguments import Array, as_bool, as_int
from dlnotes.optimizers._checks import (
    Configured,
    Option,
    as_dict,
    at_least_0,
    check_arrays_like,
    check_parameters,
    copied_if_shared,
)

BLOCK = 1 << 16
"""Entries updated at a time: what a rule reads and writes then stays in the cache."""

SHORT = 32
"""An axis that makes NumPy's inner loops too short to be worth their start."""


def blocks(arrays: Sequence[Array], *, update: bool = True) -> Iterator[list[Array]]:
    """Yield the same part of every array, flat; all have one shape.

    The parts are views, in the order of the first array's memory. Where none exists
    they are copies, which `update` writes back.
    """
    contiguous = _contiguous(arrays)
    if not contiguous:
        axes = sorted(range(arrays[0].ndim), key=lambda i: -abs(arrays[0].strides[i]))
        arrays = [array.transpose(axes) for array in arrays]
    if contiguous or _contiguous(arrays):
        flat = [array.reshape(-1) for array in arrays]
        for part in _loops.blocks(flat[0].size, 1, BLOCK):
            yield [array[part] for array in flat]
        return
    yield from _strided(arrays, update)


def _contiguous(arrays: Sequence[Array]) -> bool:
    return all([array.flags.c_contiguous for array in arrays])


def _strided(arrays: Sequence[Array], update: bool) -> Iterator[list[Array]]:
    if arrays[0].shape[-1] < SHORT and not arrays[0].flags.c_contiguous:
        # loops want a long last axis
        longest = int(np.argmax(arrays[0].shape))
        arrays = [np.moveaxis(array, longest, -1) for array in arrays]
    if arrays[0].ndim == 1:
        for part in _loops.blocks(len(arrays[0]), 1, BLOCK):
            yield [array[part] for array in arrays]
        return
    row = math.prod(arrays[0].shape[1:])
    if row > BLOCK:
        for rows in zip(*arrays, strict=True):
            yield from blocks(rows, update=update)
        return
    for part in _loops.blocks(len(arrays[0]), row, BLOCK):
        gathered = [np.ascontiguousarray(array[part]) for array in arrays]
        yield [array.reshape(-1) for array in gathered]
        for array, copy in zip(arrays, gathered, strict=True):
            if update and array.flags.writeable and not array[part].flags.c_contiguous:
                array[part] = copy


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

    def _keep(self, options: dict[str, Any]) -> None:
        super()._keep(options)
        self._fits = False

    def _fit_state(self) -> None:
        """Keep the arrays that the options need, if one was set since the last time."""
        if self._fits:
            return
        self._fits = True
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
        grads = copied_if_shared(grads, self._params)
        self._fit_state()
        self._steps += 1
        for i, (param, grad) in enumerate(zip(self.params, grads, strict=True)):
            state = [arrays[i] for arrays in self._state.values()]
            grad = grad[...]  # a view, so that no part of it is written back
            grad.flags.writeable = False
            self._update_parameter(param, grad, state)

    def _update_parameter(self, param: Array, grad: Array, state: list[Array]) -> None:
        decoupled = getattr(self, "decoupled_weight_decay", False)
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
            "options": self._options,
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
        state = as_dict("state", saved["state"], self._slots(options))
        for name, arrays in state.items():
            check_arrays_like(f"state[{name!r}]", arrays, self.params)
        return {**saved, "options": options, "steps": steps}

    def _adopt(self, checked: dict[str, Any]) -> None:
        self._keep(checked["options"])
        self._steps = checked["steps"]
        self._fit_state()
        for name, arrays in self._state.items():
            for array, saved in zip(arrays, checked["state"][name], strict=True):
                array[...] = saved
