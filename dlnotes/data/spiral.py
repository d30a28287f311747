"""Points on spirals: the smallest problem that no linear classifier solves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import as_int, as_real, check_rng


def spirals(
    n: int,
    *,
    rng: np.random.Generator,
    arms: int = 3,
    turns: float = 0.65,
    noise: float = 0.2,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    r"""Draw points on interleaved spirals, one class an arm.

    .. math::

        (x_1, x_2) = t\,(\cos\varphi, \sin\varphi), \quad
        \varphi = 2\pi\left(\text{turns} \cdot t + \frac{y}{\text{arms}}\right)
        + \text{noise} \cdot \varepsilon, \quad \varepsilon \sim \mathcal{N}(0, 1)

    with :math:`t` in equal steps from the centre to 1.

    Parameters
    ----------
    n : int
        Number of points on all arms together, at least ``arms``.
    rng : numpy.random.Generator
        Source of the noise.
    arms : int, optional
        Number of classes.
    turns : float, optional
        Revolutions of each arm; 0 gives straight rays.
    noise : float, optional
        Standard deviation of the angle, in radians.

    Returns
    -------
    x : ndarray of float32, shape (n, 2)
        Points in the unit disc, arm after arm in turn.
    y : ndarray of int64, shape (n,)
        The arm: 0, 1, ..., arms - 1, 0, 1, ...

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or lies outside its range.

    Notes
    -----
    *Source*: K. Lang and M. Witbrock (1988), Learning to tell two spirals apart; with
    three noisy arms in A. Karpathy's notes for Stanford's CS231n (2015).

    Examples
    --------
    >>> import numpy as np
    >>> x, y = spirals(300, rng=np.random.default_rng(0))
    >>> x.shape, np.bincount(y)
    ((300, 2), array([100, 100, 100]))
    """
    arms = as_int("arms", arms, minimum=2)
    n = as_int("n", n, minimum=arms)
    check_rng(rng)
    turns = as_real("turns", turns)
    noise = as_real("noise", noise, 0)
    step, y = np.divmod(np.arange(n), arms)
    t = (step + 1) / (step[-1] + 1)
    angle = 2 * np.pi * (turns * t + y / arms) + noise * rng.standard_normal(n)
    x = t[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)  # (n, 2)
    return x.astype(np.float32), y.astype(np.int64)
