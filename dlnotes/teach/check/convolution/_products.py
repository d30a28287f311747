"""Counting the multiplications of data by weights in a function, however written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


class _Term:
    """A number of which is known only what it is made of: data, weights or both."""

    def __init__(self, made_of: frozenset[str], products: list[Any]) -> None:
        self.made_of = made_of
        self.products = products

    def _with(self, other: Any) -> _Term:
        return _Term(self.made_of | getattr(other, "made_of", set()), self.products)

    __add__ = __radd__ = __sub__ = __rsub__ = _with

    def __mul__(self, other: Any) -> _Term:
        product = self._with(other)
        if isinstance(other, _Term) and len(product.made_of) == 2:
            self.products.append(product)
        return product

    __rmul__ = __truediv__ = __mul__

    def __neg__(self) -> _Term:
        return self


def count_products(fn: Callable[..., Any], x_size: int, weight_size: int) -> int:
    """Count the multiplications of data by weights in ``fn(x, weight)``, both 1-D."""
    products: list[Any] = []
    fn(
        *(
            np.array([_Term(frozenset({kind}), products) for _ in range(size)])
            for kind, size in (("data", x_size), ("weights", weight_size))
        )
    )
    return len(products)
