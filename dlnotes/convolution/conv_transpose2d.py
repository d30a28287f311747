"""Transposed convolution: the gradient of a convolution, run forwards."""

import numpy as np

from dlnotes._arguments import Array, IntPair, Pair, as_pair, check_dy
from dlnotes._window import Window, as_batch
from dlnotes.convolution._arguments import (
    bias_gradient,
    check_conv_transpose2d,
    with_bias,
)
from dlnotes.convolution.conv2d import conv2d, input_gradient, weight_gradient
from dlnotes.convolution.output_size import transposed_output_size


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: IntPair = 0,
    output_padding: IntPair = 0,
    groups: int = 1,
    dilation: IntPair = 1,
) -> Array:
    r"""Transposed 2-D convolution: the adjoint of :func:`conv2d`.

    .. math:: \langle \text{conv2d}(a, w),\, x \rangle =
              \langle a,\, \text{conv\_transpose2d}(x, w) \rangle

    Each pixel of x stamps the kernel, times its value, into the output; stamps lie
    `stride` apart and add up where they overlap. It is no inverse.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    weight : Array
        Kernels, (C, C_out/G, KH, KW), of x's dtype: those of a conv2d from C_out
        channels to C.
    bias : Array, optional
        One value an output channel, (C_out,).
    stride, dilation : int or pair, keyword-only
        Step between stamps, and step between a stamp's taps, in output pixels.
    padding : int or pair, keyword-only
        Pixels cropped from each side of the output.
    output_padding : int or pair, keyword-only
        Extra output rows below and columns to the right.
    groups : int, keyword-only
        Groups of channels convolved apart.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype. See
        :func:`transposed_output_size` for OH and OW.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is not an
        integer.
    ValueError
        If shapes, groups or sizes do not fit.

    Notes
    -----
    N·C·H·W·(C_out/G)·KH·KW multiply-adds. The stamps, one by one:
    :func:`conv_transpose2d_naive`. NaN and infinity stay in the stamps that they are
    part of. torch: ``torch.nn.functional.conv_transpose2d``. Dumoulin and Visin, *A
    guide to convolution arithmetic* (2016), chapter 4.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 2.0]]])
    >>> conv_transpose2d(x, np.ones((1, 1, 2, 3)), stride=2)
    array([[[1., 1., 3., 2., 2.],
            [1., 1., 3., 2., 2.]]])
    """
    window, groups = check_conv_transpose2d(
        x, weight, bias, stride, padding, dilation, groups
    )
    size = _output_size(x, window, output_padding)
    y = input_gradient(as_batch(x), weight, window, groups, size)
    return with_bias(y, bias, x)


def conv_transpose2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: IntPair = 0,
    output_padding: IntPair = 0,
    groups: int = 1,
    dilation: IntPair = 1,
) -> tuple[Array, Array, Array | None]:
    r"""Gradients of :func:`conv_transpose2d`.

    .. math:: dx = \text{conv2d}(dy, w), \qquad
              dw = \text{conv2d's weight gradient, } x \text{ and } dy
              \text{ exchanged}, \qquad db_o = \sum_{n,i,j} dy_{n,o,i,j}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, weight, bias, stride, padding, output_padding, groups, dilation
        What :func:`conv_transpose2d` was given.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; dbias is None where bias is.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv_transpose2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Twice the multiply-adds of the forward pass. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[1.0, 2.0]]]), np.ones((1, 1, 2, 3))
    >>> dy = np.arange(10.0).reshape(1, 2, 5)
    >>> dx, dweight, dbias = conv_transpose2d_backward(dy, x, weight, stride=2)
    >>> dx
    array([[[21., 33.]]])
    >>> dweight
    array([[[[ 4.,  7., 10.],
             [19., 22., 25.]]]])
    """
    window, groups = check_conv_transpose2d(
        x, weight, bias, stride, padding, dilation, groups
    )
    size = _output_size(x, window, output_padding)
    check_dy(dy, x, (*x.shape[:-3], weight.shape[1] * groups, *size))
    dx = conv2d(
        dy, weight, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    # output_padding beyond the stride (dilation allows it) fits windows no x stamped
    dx = dx[..., : x.shape[-2], : x.shape[-1]]
    dy = as_batch(dy)
    dweight = weight_gradient(as_batch(x), dy, window, groups)
    dbias = None if bias is None else bias_gradient(dy)
    return dx.reshape(x.shape), dweight, dbias


def conv_transpose2d_naive(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: IntPair = 0,
    output_padding: IntPair = 0,
    groups: int = 1,
    dilation: IntPair = 1,
) -> Array:
    r"""Transposed 2-D convolution, one stamp at a time.

    .. math:: y_{n,\;gO/G+o,\;iS+uD-P,\;jS+vD-P} \mathrel{+}=
              x_{n,c,i,j}\,w_{c,o,u,v}, \qquad
              g = \left\lfloor\frac{c}{C/G}\right\rfloor

    and then the bias; what falls outside the output is cropped.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    weight : Array
        Kernels, (C, C_out/G, KH, KW), of x's dtype.
    bias : Array, optional
        One value an output channel, (C_out,).
    stride, padding, output_padding, groups, dilation : keyword-only
        As in :func:`conv_transpose2d`.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv_transpose2d`.

    Notes
    -----
    N·C·H·W·(C_out/G)·KH·KW multiply-adds, and N·C·H·W turns of a Python loop: for
    reading and for checking the faster version. torch:
    ``torch.nn.functional.conv_transpose2d``.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0]]])
    >>> conv_transpose2d_naive(x, np.ones((1, 1, 2, 3)), stride=2)
    array([[[1., 1., 3., 2., 2.],
            [1., 1., 3., 2., 2.]]])
    """
    window, groups = check_conv_transpose2d(
        x, weight, bias, stride, padding, dilation, groups
    )
    size = _output_size(x, window, output_padding)
    images, out_channels = as_batch(x), weight.shape[1]
    (sh, sw), (dh, dw), (span_h, span_w) = window.stride, window.dilation, window.span
    whole = np.zeros(
        (len(images), groups * out_channels, *window.padded_size(size)), x.dtype
    )
    for n, c, i, j in np.ndindex(images.shape):
        group = c // (len(weight) // groups)
        channels = slice(group * out_channels, (group + 1) * out_channels)
        rows = slice(i * sh, i * sh + span_h, dh)
        columns = slice(j * sw, j * sw + span_w, dw)
        whole[n, channels, rows, columns] += images[n, c, i, j] * weight[c]
    return with_bias(window.crop(whole, size).copy(), bias, x)


def _output_size(x: Array, window: Window, output_padding: IntPair) -> Pair:
    """Rows and columns of what the stamps cover, cropped and padded."""
    output_padding = as_pair("output_padding", output_padding, minimum=0)
    rows, columns = (
        transposed_output_size(
            x.shape[axis - 2],
            window.kernel_size[axis],
            stride=window.stride[axis],
            padding=window.before[axis],
            output_padding=output_padding[axis],
            dilation=window.dilation[axis],
        )
        for axis in (0, 1)
    )
    return rows, columns
