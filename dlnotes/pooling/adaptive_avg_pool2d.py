"""Average pooling to a size that is asked for, whatever the image's: global at 1."""

import numpy as np

from dlnotes._arguments import Array, check_dy
from dlnotes.pooling._regions import OutputSize, check_adaptive, regions


def adaptive_avg_pool2d(x: Array, output_size: OutputSize) -> Array:
    r"""2-D average pooling to a given output size.

    .. math:: y_{n,c,i,j} = \operatorname{mean}\{\,x_{n,c,p,q} :
              \lfloor iH/O_H\rfloor \le p < \lceil (i+1)H/O_H\rceil,\;
              q \text{ alike}\,\}

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    output_size : int, None or pair
        Rows and columns of the output, OH and OW; None keeps the image's. 1 is global
        average pooling.

    Returns
    -------
    Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or a size is not an integer.
    ValueError
        If x has the wrong rank, or a size is less than 1.

    Notes
    -----
    One addition a pixel for rows and one for columns where the regions do not overlap,
    summed in float64. torch: ``torch.nn.functional.adaptive_avg_pool2d``.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> adaptive_avg_pool2d(x, 1)
    array([[[3.625]]])
    >>> adaptive_avg_pool2d(x, (1, 3))
    array([[[3.25, 4.75, 4.  ]]])
    """
    oh, ow = check_adaptive(x, output_size)
    rows, columns = regions(x.shape[-2], oh), regions(x.shape[-1], ow)
    tall = [x[..., some, :].mean(axis=-2, dtype=np.float64) for some in rows]
    wide = np.stack(tall, axis=-2)  # (..., OH, W)
    y = np.stack([wide[..., some].mean(axis=-1) for some in columns], axis=-1)
    return y.astype(x.dtype)


def adaptive_avg_pool2d_backward(dy: Array, x: Array, output_size: OutputSize) -> Array:
    r"""Gradient of :func:`adaptive_avg_pool2d`: each pixel gets its share.

    .. math:: dx_{n,c,q} = \sum_{i,j:\; q \text{ in region } i,j}
              \frac{dy_{n,c,i,j}}{m_{i,j}}

    where :math:`m_{i,j}` counts the region's pixels.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, output_size
        What :func:`adaptive_avg_pool2d` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`adaptive_avg_pool2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    As many additions as the forward pass. torch: what autograd does.

    Examples
    --------
    >>> adaptive_avg_pool2d_backward(np.array([[[8.0]]]), np.zeros((1, 2, 4)), 1)
    array([[[1., 1., 1., 1.],
            [1., 1., 1., 1.]]])
    """
    oh, ow = check_adaptive(x, output_size)
    check_dy(dy, x, (*x.shape[:-2], oh, ow))
    *batch, height, width = x.shape
    wide = np.zeros((*batch, oh, width), x.dtype)
    for j, some in enumerate(regions(width, ow)):
        wide[..., some] += dy[..., j, None] / (some.stop - some.start)
    dx = np.zeros(x.shape, x.dtype)
    for i, some in enumerate(regions(height, oh)):
        dx[..., some, :] += wide[..., i, None, :] / (some.stop - some.start)
    return dx
