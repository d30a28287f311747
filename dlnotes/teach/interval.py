"""Helper ``interval``: a mean over seeds, and how sure it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dlnotes._arguments import refuse_mask
from dlnotes._extras import needs


class Interval(NamedTuple):
    """A mean and half the width of its interval; ``f"{it:.1f}"`` writes both.

    Attributes
    ----------
    mean : float
        The middle of the interval.
    margin : float
        From the middle to either end.
    """

    mean: float
    margin: float

    def __format__(self, spec: str) -> str:
        spec = spec or ".3g"
        return f"{self.mean:{spec}} ± {self.margin.__format__(spec.lstrip('+'))}"


def interval(values: ArrayLike, *, confidence: float = 0.95) -> Interval:
    r"""Return the mean of a few seeds' values and half of its confidence interval.

    .. math:: \bar v \pm t_{n-1}\,\frac{s}{\sqrt n}

    where s is the sample's standard deviation and t Student's quantile. For two nets
    trained from the same seeds give it the differences, seed by seed: what a seed does
    to both then cancels.

    Parameters
    ----------
    values : array_like
        (n,), one value a seed, at least two.
    confidence : float, keyword-only
        Probability that such an interval holds the true mean, between 0 and 1, where
        the values are drawn from a normal distribution.

    Returns
    -------
    Interval
        mean, margin.

    Raises
    ------
    TypeError
        If `values` has a mask.
    ValueError
        If `values` is not a list of two or more numbers, or `confidence` not between
        0 and 1.
    ModuleNotFoundError
        If SciPy is missing; the message says what to install.

    Examples
    --------
    >>> with_skips, without = np.array([91.0, 93.0, 95.0]), np.array([90.0, 91.0, 92.0])
    >>> f"{interval(with_skips - without):.1f} points"
    '2.0 ± 2.5 points'
    """
    refuse_mask("values", values)
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1 or sample.size < 2:
        raise ValueError(
            f"values has shape {sample.shape}, expected one value a seed, at least two"
        )
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}, expected between 0 and 1")
    with needs("learn"):
        from scipy.special import stdtrit
    quantile = stdtrit(sample.size - 1, (1 + confidence) / 2)
    margin = quantile * sample.std(ddof=1) / sample.size**0.5
    return Interval(float(sample.mean()), float(margin))
