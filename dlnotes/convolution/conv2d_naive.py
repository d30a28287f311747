"""Convolution and its gradients as their formulas read."""

import numpy as np

from dlnotes._arguments import Array, IntPair, check_dy
from dlnotes._window import Padding, as_batch
from dlnotes.convolution._arguments import check_conv2d


def conv2d_naive(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> Array:
    r"""2-D convolution, one output value at a time.

    .. math:: y_{n,o,i,j} = b_o + \sum_{c,u,v} w_{o,c,u,v}\,
              x_{n,\;gC/G+c,\;iS+uD-P,\;jS+vD-P}, \qquad
              g = \left\lfloor\frac{o}{C_\text{out}/G}\right\rfloor

    with x zero outside the image. The kernel is *not* flipped: like every framework,
    this computes what signal processing calls a cross-correlation.

    Parameters
    ----------
    x, weight, bias, stride, padding, dilation, groups
        As in :func:`conv2d`.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`.

    Notes
    -----
    N·C_out·OH·OW·(C/G)·KH·KW multiply-adds, and N·C_out·OH·OW turns of a Python loop:
    for reading and for checking faster versions. torch: ``torch.nn.functional.conv2d``.

    Examples
    --------
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> weight = np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> conv2d_naive(x, weight)
    array([[[-4., -4.],
            [-4., -4.]]])
    """
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    padded = window.pad(as_batch(x))
    (sh, sw), (dh, dw), (span_h, span_w) = window.stride, window.dilation, window.span
    out_channels, in_channels = weight.shape[:2]
    size = window.output_size(x.shape[-2:])
    y = np.empty((len(padded), out_channels, *size), x.dtype)
    for n, o, i, j in np.ndindex(y.shape):
        group = o // (out_channels // groups)
        channels = slice(group * in_channels, (group + 1) * in_channels)
        rows = slice(i * sh, i * sh + span_h, dh)
        columns = slice(j * sw, j * sw + span_w, dw)
        y[n, o, i, j] = np.sum(weight[o] * padded[n, channels, rows, columns])
        if bias is not None:
            y[n, o, i, j] += bias[o]
    return y.reshape(x.shape[:-3] + y.shape[1:])


def conv2d_backward_naive(
    dy: Array,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> tuple[Array, Array, Array | None]:
    r"""Gradients of :func:`conv2d`, one output value at a time.

    .. math:: dx_{n,\;gC/G+c,\;iS+uD-P,\;jS+vD-P} \mathrel{+}=
              dy_{n,o,i,j}\,w_{o,c,u,v}, \qquad
              dw_{o,c,u,v} \mathrel{+}=
              dy_{n,o,i,j}\,x_{n,\;gC/G+c,\;iS+uD-P,\;jS+vD-P}

    Each output hands its dy back to the pixels that it read, times the weight that they
    met, and to the weights, times the pixel that they met.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, weight, bias, stride, padding, dilation, groups
        What :func:`conv2d` was given.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; dbias is None where bias is.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d_backward`.

    Notes
    -----
    Twice the multiply-adds of :func:`conv2d_naive`, and as many turns of a Python loop:
    for reading and for checking faster versions. torch: what autograd does.

    Examples
    --------
    >>> x, weight = np.arange(1.0, 10.0).reshape(1, 3, 3), np.ones((1, 1, 2, 2))
    >>> dx, dweight, dbias = conv2d_backward_naive(np.ones((1, 2, 2)), x, weight)
    >>> dx
    array([[[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]]])
    """
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    (sh, sw), (dh, dw), (span_h, span_w) = window.stride, window.dilation, window.span
    out_channels, in_channels = weight.shape[:2]
    size = window.output_size(x.shape[-2:])
    check_dy(dy, x, (*x.shape[:-3], out_channels, *size))
    dy, padded = as_batch(dy), window.pad(as_batch(x))
    dpadded, dweight = np.zeros_like(padded), np.zeros_like(weight)
    for n, o, i, j in np.ndindex(dy.shape):
        group = o // (out_channels // groups)
        channels = slice(group * in_channels, (group + 1) * in_channels)
        rows = slice(i * sh, i * sh + span_h, dh)
        columns = slice(j * sw, j * sw + span_w, dw)
        dpadded[n, channels, rows, columns] += dy[n, o, i, j] * weight[o]
        dweight[o] += dy[n, o, i, j] * padded[n, channels, rows, columns]
    dx = window.crop(dpadded, x.shape[-2:]).reshape(x.shape)
    return dx, dweight, None if bias is None else dy.sum(axis=(0, 2, 3))
