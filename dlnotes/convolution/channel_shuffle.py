"""Channel shuffle: let the groups of the next layer read from all groups of this."""

from dlnotes._arguments import Array, as_int, check_array, check_dy


def channel_shuffle(x: Array, groups: int) -> Array:
    r"""Take a channel from each group in turn.

    .. math:: y_{n,\;kG+g} = x_{n,\;gC/G+k}

    at every place, for the groups :math:`0 \le g < G` and the channels :math:`0 \le k <
    C/G` of each: the k-th channels of all groups stand side by side.

    Parameters
    ----------
    x : Array
        ``(N, C, *)``, with at least one axis of places, float32 or float64.
    groups : int
        Groups G that the channels are in now.

    Returns
    -------
    Array
        A new array of x's shape and dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or groups no integer.
    ValueError
        If x has fewer than three dimensions, or groups does not divide its channels.

    Notes
    -----
    No arithmetic: a copy. The shuffle by C/G groups undoes it. torch:
    ``torch.nn.functional.channel_shuffle``. Source: Zhang et al., *ShuffleNet* (arXiv
    1707.01083), section 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> channel_shuffle(np.arange(6.0).reshape(1, 6, 1), 2).ravel()
    array([0., 3., 1., 4., 2., 5.])
    """
    return _shuffle(x, _check(x, groups))


def channel_shuffle_backward(dy: Array, x: Array, groups: int) -> Array:
    r"""Gradient of :func:`channel_shuffle`: each channel's, back in its old place.

    .. math:: dx_{n,\;gC/G+k} = dy_{n,\;kG+g}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, groups
        What :func:`channel_shuffle` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`channel_shuffle`, and if dy has not x's shape and dtype.

    Notes
    -----
    It is the shuffle by C/G groups. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> dy = np.arange(6.0).reshape(1, 6, 1)
    >>> channel_shuffle_backward(dy, np.zeros((1, 6, 1)), 2).ravel()
    array([0., 2., 4., 1., 3., 5.])
    """
    groups = _check(x, groups)
    check_dy(dy, x, x.shape)
    return _shuffle(dy, x.shape[1] // groups)


def _shuffle(x: Array, groups: int) -> Array:
    """Read the channels, laid out as a table with a row a group, column by column."""
    n, channels, *places = x.shape
    rows = x.reshape(n, groups, channels // groups, *places)  # (N, G, C/G, *)
    return rows.swapaxes(1, 2).reshape(x.shape).copy()  # by columns: (N, C/G, G, *)


def _check(x: Array, groups: int) -> int:
    """Check the arguments; return groups as an int."""
    check_array("x", x)
    if x.ndim < 3:
        raise ValueError(
            f"x has {x.ndim} dimensions (shape {x.shape}), expected at least 3"
        )
    if 0 in x.shape[1:]:
        raise ValueError(
            f"x has shape {x.shape}, expected at least one channel and place"
        )
    groups = as_int("groups", groups, minimum=1)
    if x.shape[1] % groups:
        raise ValueError(
            f"groups is {groups}, but x has {x.shape[1]} channels, expected a multiple"
        )
    return groups
