"""Transposed convolution as stamps, one pixel at a time."""

import numpy as np

from dlnotes._arguments import Array, IntPair
from dlnotes.convolution._window import as_batch, check_conv_transpose2d, with_bias
from dlnotes.convolution.conv_transpose2d import stamped_size


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
        Kernels, (C, O/G, KH, KW), of x's dtype.
    bias : Array, optional
        One value an output channel, (O,).
    stride, padding, output_padding, groups, dilation : keyword-only
        As in :func:`conv_transpose2d`.

    Returns
    -------
    Array
        (N, O, OH, OW), or (O, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv_transpose2d`.

    Notes
    -----
    N·C·H·W·(O/G)·KH·KW multiply-adds, and N·C·H·W turns of a Python loop: for reading
    and for checking the faster version. torch:
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
    size = stamped_size(x, window, output_padding)
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
