"""What is checked: options whenever they are set, arrays before they are updated."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import combinations
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from dlnotes._arguments import (
    Array,
    as_int,
    as_real,
    check_array,
    check_choice,
    check_each_entry_once,
    check_shape,
    owner_of,
    surely_apart,
)

T = TypeVar("T")

Schedule = Callable[[int], float]
"""Maps a step, counted from 0, to a learning rate.

Those of this package can be pickled: each is a `functools.partial` of a plain function.
"""


class Option(Generic[T]):
    """An attribute that passes through a check, which returns what is kept."""

    def __init__(self, check: Callable[[str, object], T]) -> None:
        self.check = check

    if TYPE_CHECKING:  # an instance holds the value itself, which is read at once

        @overload
        def __get__(self, instance: None, owner: type) -> Self: ...
        @overload
        def __get__(self, instance: Configured, owner: type) -> T: ...
        def __get__(self, instance: Configured | None, owner: type) -> Self | T: ...


class Configured:
    """What has options, and no other public attribute that could be set."""

    _known: ClassVar[dict[str, Option[Any]]]

    def __init_subclass__(cls) -> None:
        members = {name: getattr(cls, name) for name in dir(cls)}
        cls._known = {n: m for n, m in members.items() if isinstance(m, Option)}

    def __init__(self, **options: object) -> None:
        self._keep(self._checked(options))

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._known:
            self._keep(self._checked({**self._options, name: value}))
        elif name.startswith("_") or isinstance(getattr(type(self), name, 0), property):
            super().__setattr__(name, value)
        else:
            raise AttributeError(
                f"{type(self).__name__} has no option {name!r}, "
                f"expected one of {sorted(self._known)}"
            )

    @property
    def _options(self) -> dict[str, Any]:
        """All options, a new dictionary."""
        return {name: vars(self)[name] for name in self._known}

    def _keep(self, options: dict[str, Any]) -> None:
        """Take over options that were checked."""
        vars(self).update(options)

    @classmethod
    def _checked(cls, given: Mapping[str, object]) -> dict[str, Any]:
        """Return all options as they are kept; a subclass compares them as well."""
        return {name: cls._known[name].check(name, v) for name, v in given.items()}

    def _check_saved(self, given: object, parts: Collection[str]) -> dict[str, Any]:
        """Return checked options of a saved state that is one of this class."""
        saved = as_dict("state_dict", given, ["class", "options", *parts])
        if saved["class"] != type(self).__name__:
            raise ValueError(
                f"state_dict is one of {saved['class']}, "
                f"expected one of {type(self).__name__}"
            )
        return self._checked(as_dict("options", saved["options"], self._options))


def as_dict(
    name: str, given: object, keys: Collection[str] | None = None
) -> dict[Any, Any]:
    """Return a dictionary, one with exactly these keys if any are named."""
    if not isinstance(given, dict):
        raise TypeError(f"{name} is a {type(given).__name__}, expected a dictionary")
    if keys is not None and given.keys() != set(keys):
        has = sorted(map(str, given))
        raise ValueError(f"{name} has {has}, expected {sorted(keys)}")
    return given


def at_least_0(name: str, value: object) -> float:
    """Return a finite number, 0 or more."""
    return as_real(name, value, 0)


def as_positive(name: str, value: object) -> float:
    """Return a finite number greater than 0."""
    number = as_real(name, value, 0)
    if number == 0:
        raise ValueError(f"{name} is 0, expected a positive number")
    return number


def as_limit(name: str, value: object) -> float:
    """Return a number, 0 or more; infinity is no limit."""
    endless = isinstance(value, Real) and value == math.inf
    return math.inf if endless else as_real(name, value, 0)


def as_share(name: str, value: object) -> float:
    """Return a number from 0 to 1."""
    number = as_real(name, value, 0)
    if number > 1:
        raise ValueError(f"{name} is {value}, expected a number from 0 to 1")
    return number


def below_1(name: str, value: object) -> float:
    """Return a number from 0 to, but not including, 1."""
    return as_real(name, value, 0, below=1)


def as_count(name: str, value: object) -> int:
    """Return an integer, 0 or more."""
    return as_int(name, value, minimum=0)


def as_step(step: int) -> int:
    """Return the step as an int, 0 or more, that a float can hold."""
    return min(as_int("step", step, minimum=0), 2**63)


def as_betas(name: str, value: object) -> tuple[float, float]:
    """Return two numbers from 0 to, but not including, 1."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise TypeError(f"{name} is {value!r}, expected a pair of numbers")
    first, second = (below_1(f"{name}[{i}]", beta) for i, beta in enumerate(value))
    return first, second


def one_of(*choices: str) -> Callable[[str, object], str]:
    """Return a check that accepts these strings."""

    def as_choice(name: str, value: object) -> str:
        check_choice(name, value, choices)
        return str(value)

    return as_choice


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
    for i, array in enumerate(arrays := _as_list(name, arrays)):
        check_array(f"{name}[{i}]", array)
        if not array.flags.writeable:
            raise ValueError(f"{name}[{i}] is read-only, expected a writeable array")
        check_each_entry_once(f"{name}[{i}]", array)
    if surely_apart(arrays):
        return arrays
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
    return arrays


def _as_list(name: str, arrays: object) -> list[Array]:
    if isinstance(arrays, np.ndarray) or not isinstance(arrays, Sequence):
        raise TypeError(
            f"{name} is a {type(arrays).__name__}, expected a sequence of arrays"
        )
    return list(arrays)


def check_arrays_like(name: str, arrays: object, params: Sequence[Array]) -> None:
    """Require one array for each parameter, of its shape and dtype."""
    arrays = _as_list(name, arrays)
    if len(arrays) != len(params):
        raise ValueError(
            f"{name} has {len(arrays)} arrays, expected {len(params)}, one a parameter"
        )
    for i, (array, param) in enumerate(zip(arrays, params, strict=True)):
        plain = type(array) is np.ndarray and array.shape == param.shape
        if plain and array.dtype == param.dtype:
            continue  # before any message is put together
        check_array(f"{name}[{i}]", array)
        check_shape(f"{name}[{i}]", array, param.shape)
        if array.dtype != param.dtype:
            raise TypeError(f"{name}[{i}] is {array.dtype}, expected {param.dtype}")


def copied_if_shared(grads: Sequence[Array], params: Sequence[Array]) -> list[Array]:
    """Return the gradients, copies of those that may share memory with a parameter."""
    owners, others = set(map(owner_of, params)), set(map(owner_of, grads))
    if None not in owners | others and owners.isdisjoint(others):
        return list(grads)
    return [
        grad.copy() if any(np.may_share_memory(grad, p) for p in params) else grad
        for grad in grads
    ]


def check_apart(tensors: Sequence[Any]) -> None:
    """Require torch tensors that share no entry; storages they may share."""
    places = [(t.untyped_storage().data_ptr(), t.dtype) for t in tensors]
    count = Counter(places)
    taken: dict[tuple[int, Any], npt.NDArray[np.bool_]] = {}
    for tensor, place in zip(tensors, places, strict=True):
        if count[place] == 1 or not place[0]:  # a tensor without values has no place
            continue
        entries = tensor.untyped_storage().nbytes() // tensor.element_size()
        flags = taken.setdefault(place, np.zeros(entries, bool))
        first = tensor.storage_offset()
        own = as_strided(flags[first:], tensor.shape, tensor.stride())
        if own.any():
            raise ValueError(
                f"params holds a tensor of shape {tuple(tensor.shape)} that shares "
                "memory with another, expected each entry once"
            )
        own[...] = True
