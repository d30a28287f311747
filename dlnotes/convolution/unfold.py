"""unfold (im2col) and fold (col2im): each is the other's adjoint, hence gradient."""

from math import prod

import numpy as np

from dlnotes._arguments import (
    Array,
    IntPair,
    Pair,
    as_pair,
    check_array,
    check_dy,
    check_image,
)
from dlnotes._window import Window, as_batch


def unfold(
    x: Array,
    kernel_size: IntPair,
    *,
    dilation: IntPair = 1,
    padding: IntPair = 0,
    stride: IntPair = 1,
) -> Array:
    r"""Lay out what a sliding window sees, one column a position (im2col).

    .. math:: y_{n,\;(c,u,v),\;(i,j)} = x_{n,\;c,\;iS+uD-P,\;jS+vD-P}

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    kernel_size : int or pair
        Rows and columns of the window, KH and KW.
    dilation, stride : int or pair, keyword-only
        Step between the window's taps, and step of the window, in pixels.
    padding : int or pair, keyword-only
        Zeros on each side.

    Returns
    -------
    Array
        (N, C·KH·KW, OH·OW), or (C·KH·KW, OH·OW) for a single image; x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or a number is not an integer.
    ValueError
        If x has the wrong rank, a number is out of range, or the window does not fit.

    Notes
    -----
    No arithmetic, but at stride 1 a copy KH·KW times as large as x. torch:
    ``torch.nn.functional.unfold``.

    Examples
    --------
    >>> import numpy as np
    >>> unfold(np.arange(1.0, 10.0).reshape(1, 3, 3), 2)
    array([[1., 2., 4., 5.],
           [2., 3., 5., 6.],
           [4., 5., 7., 8.],
           [5., 6., 8., 9.]])
    """
    window, size = _check_unfold(x, kernel_size, dilation, padding, stride)
    patches = window.gather(as_batch(x), size)
    # (C, KH, KW, N, OH, OW) -> (N, C, KH, KW, OH, OW)
    patches = np.moveaxis(patches, 3, 0)
    return patches.reshape(_columns_shape(x, window, size))


def unfold_backward(
    dy: Array,
    x: Array,
    kernel_size: IntPair,
    *,
    dilation: IntPair = 1,
    padding: IntPair = 0,
    stride: IntPair = 1,
) -> Array:
    r"""Gradient of :func:`unfold`: :func:`fold`.

    .. math:: dx = \text{fold}(dy)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, kernel_size, dilation, padding, stride
        What :func:`unfold` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`unfold`, and if dy has not the output's shape and dtype.

    Notes
    -----
    One addition an entry of dy. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> unfold_backward(np.ones((4, 4)), x, 2)
    array([[[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]]])
    """
    window, size = _check_unfold(x, kernel_size, dilation, padding, stride)
    check_dy(dy, x, _columns_shape(x, window, size))
    return fold(
        dy,
        x.shape[-2:],
        kernel_size,
        dilation=dilation,
        padding=padding,
        stride=stride,
    )


def fold(
    x: Array,
    output_size: IntPair,
    kernel_size: IntPair,
    *,
    dilation: IntPair = 1,
    padding: IntPair = 0,
    stride: IntPair = 1,
) -> Array:
    r"""Add columns back to the pixels that :func:`unfold` read them from (col2im).

    .. math:: y_{n,c,p,q} = \sum_{\substack{iS+uD-P=p\\jS+vD-P=q}}
              x_{n,\;(c,u,v),\;(i,j)}

    Parameters
    ----------
    x : Array
        Columns, (N, C·KH·KW, OH·OW) or (C·KH·KW, OH·OW), float32 or float64.
    output_size : int or pair
        Rows and columns of the image, H and W.
    kernel_size : int or pair
        Rows and columns of the window, KH and KW.
    dilation, padding, stride : int or pair, keyword-only
        As in :func:`unfold`.

    Returns
    -------
    Array
        (N, C, H, W), or (C, H, W) for a single image; x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or a number is not an integer.
    ValueError
        If x has the wrong rank, rows or columns, or a number is out of range.

    Notes
    -----
    Pixels seen by k windows get k summands: fold(unfold(x)) is x times these counts.
    One addition an entry of x. torch: ``torch.nn.functional.fold``.

    Examples
    --------
    >>> import numpy as np
    >>> columns = unfold(np.arange(1.0, 10.0).reshape(1, 3, 3), 2)
    >>> fold(columns, 3, 2)
    array([[[ 1.,  4.,  3.],
            [ 8., 20., 12.],
            [ 7., 16.,  9.]]])
    """
    window, shape = _check_fold(x, output_size, kernel_size, dilation, padding, stride)
    *batch, channels, height, width = shape
    size = window.output_size((height, width))
    patches = x.reshape(prod(batch), channels, *window.kernel_size, *size)
    # (N, C, KH, KW, OH, OW) -> (C, KH, KW, N, OH, OW)
    patches = np.moveaxis(patches, 0, 3)
    return window.scatter(patches, (height, width)).reshape(shape)


def fold_backward(
    dy: Array,
    x: Array,
    output_size: IntPair,
    kernel_size: IntPair,
    *,
    dilation: IntPair = 1,
    padding: IntPair = 0,
    stride: IntPair = 1,
) -> Array:
    r"""Gradient of :func:`fold`: :func:`unfold`.

    .. math:: dx = \text{unfold}(dy)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, output_size, kernel_size, dilation, padding, stride
        What :func:`fold` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`fold`, and if dy has not the output's shape and dtype.

    Notes
    -----
    No arithmetic. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> dy = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> fold_backward(dy, np.ones((4, 4)), 3, 2)
    array([[1., 2., 4., 5.],
           [2., 3., 5., 6.],
           [4., 5., 7., 8.],
           [5., 6., 8., 9.]])
    """
    _, shape = _check_fold(x, output_size, kernel_size, dilation, padding, stride)
    check_dy(dy, x, shape)
    return unfold(dy, kernel_size, dilation=dilation, padding=padding, stride=stride)


def _check_unfold(
    x: Array,
    kernel_size: IntPair,
    dilation: IntPair,
    padding: IntPair,
    stride: IntPair,
) -> tuple[Window, Pair]:
    """Check the arguments of unfold; return the window and its positions."""
    check_image("x", x)
    padding = as_pair("padding", padding, minimum=0)
    window = Window.of(kernel_size, stride, padding, dilation)
    return window, window.output_size(x.shape[-2:])


def _columns_shape(x: Array, window: Window, size: Pair) -> tuple[int, ...]:
    """Shape of unfold's output."""
    *batch, channels, _, _ = x.shape
    return (*batch, channels * prod(window.kernel_size), prod(size))


def _check_fold(
    x: Array,
    output_size: IntPair,
    kernel_size: IntPair,
    dilation: IntPair,
    padding: IntPair,
    stride: IntPair,
) -> tuple[Window, tuple[int, ...]]:
    """Check the arguments of fold; return the window and the image's shape."""
    check_array("x", x, ndim=(2, 3))
    image = as_pair("output_size", output_size, minimum=1)
    padding = as_pair("padding", padding, minimum=0)
    window = Window.of(kernel_size, stride, padding, dilation)
    positions = window.output_size(image, name="output_size")
    *batch, rows, columns = x.shape
    taps = prod(window.kernel_size)
    if rows == 0 or rows % taps:
        raise ValueError(
            f"x has {rows} rows, expected a multiple of kernel_size's {taps} taps"
        )
    if columns != prod(positions):
        raise ValueError(
            f"x has {columns} columns, but the window takes {positions[0]} x "
            f"{positions[1]} = {prod(positions)} positions on output_size {image}"
        )
    return window, (*batch, rows // taps, *image)
