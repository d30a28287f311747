"""Values of several seeds, and how far they spread."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dlnotes._arguments import refuse_mask


class Spread:
    """Values of several seeds; ``f"{it:.1f}"`` writes mean ± standard deviation.

    Parameters
    ----------
    values : array_like
        One value a seed.

    Examples
    --------
    >>> accuracy = Spread([96.0, 97.0, 98.0])
    >>> f"{accuracy:.1f} %"
    '97.0 ± 1.0 %'
    >>> accuracy.low, accuracy.median, accuracy.high
    (96.0, 97.0, 98.0)
    """

    def __init__(self, values: ArrayLike) -> None:
        refuse_mask("values", values)
        self.values: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
        if self.values.ndim != 1 or not self.values.size:
            raise ValueError(
                f"values has shape {self.values.shape}, expected one value a seed"
            )

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return float(self.values.mean())

    @property
    def std(self) -> float:
        """The sample's standard deviation; 0 for one seed."""
        return float(self.values.std(ddof=1)) if self.values.size > 1 else 0.0

    @property
    def median(self) -> float:
        """The median over the seeds."""
        return float(np.median(self.values))

    @property
    def low(self) -> float:
        """The smallest value."""
        return float(self.values.min())

    @property
    def high(self) -> float:
        """The largest value."""
        return float(self.values.max())

    def __format__(self, spec: str) -> str:
        spec = spec or ".3g"
        return f"{self.mean:{spec}} ± {self.std:{spec}}"

    def __repr__(self) -> str:
        return format(self)
