"""Depthwise separable convolution: look at neighbours first, mix channels then."""

from typing import Any

from dlnotes._arguments import (
    Array,
    IntPair,
    check_array,
    check_dy,
    check_image,
    check_same_dtype,
)
from dlnotes._window import Padding, Window
from dlnotes.convolution.conv2d import conv2d, conv2d_backward


def depthwise_separable_conv2d(
    x: Array,
    depthwise: Array,
    pointwise: Array,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
) -> Array:
    r"""Convolve each channel apart, then mix the channels of each place by 1x1 kernels.

    .. math:: z_{n,q,i,j} = \sum_{u,v} d_{q,u,v}\,
              x_{n,\,\lfloor q/M \rfloor,\,iS+uD-P,\,jS+vD-P}, \qquad
              y_{n,o,i,j} = \sum_{q} p_{o,q}\, z_{n,q,i,j}

    It is the dense convolution with the kernels
    :math:`w_{o,c,u,v} = \sum_m p_{o,\,cM+m}\, d_{cM+m,\,u,v}`.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    depthwise : Array
        Kernels d, (C·M, 1, KH, KW), of x's dtype: M for each channel, mostly one.
    pointwise : Array
        Kernels p, (C_out, C·M, 1, 1), of x's dtype.
    stride, padding, dilation : keyword-only
        Of the first step, as in :func:`conv2d`.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is not an
        integer.
    ValueError
        If shapes or sizes do not fit.

    Notes
    -----
    N·C·M·OH·OW·(KH·KW + C_out) multiply-adds. torch: ``torch.nn.functional.conv2d``
    twice, the first time with ``groups=C``. Source: Howard et al., *MobileNets* (arXiv
    1704.04861), section 3.1, which puts batch normalization and a ReLU after both.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 2, 3]], [[4.0, 0, 5]]])
    >>> depthwise = np.array([[[[1.0, 0, -1]]], [[[1.0, 1, 1]]]])
    >>> pointwise = np.array([[2.0, 1], [1, -1]]).reshape(2, 2, 1, 1)
    >>> depthwise_separable_conv2d(x, depthwise, pointwise).ravel()
    array([  5., -11.])
    """
    _check(x, depthwise, pointwise, stride, padding, dilation)
    how: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
    z = conv2d(x, depthwise, groups=x.shape[-3], **how)
    return conv2d(z, pointwise)


def depthwise_separable_conv2d_backward(
    dy: Array,
    x: Array,
    depthwise: Array,
    pointwise: Array,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
) -> tuple[Array, Array, Array]:
    r"""Gradients of :func:`depthwise_separable_conv2d`.

    .. math:: dz_{n,q,i,j} = \sum_o p_{o,q}\, dy_{n,o,i,j}, \qquad
              dp_{o,q} = \sum_{n,i,j} dy_{n,o,i,j}\, z_{n,q,i,j}

    and those of the depthwise convolution from dz.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, depthwise, pointwise, stride, padding, dilation
        What :func:`depthwise_separable_conv2d` was given.

    Returns
    -------
    dx, ddepthwise, dpointwise : Array
        Gradients of the shapes of x, depthwise and pointwise.

    Raises
    ------
    TypeError, ValueError
        As :func:`depthwise_separable_conv2d`, and if dy has not the output's shape and
        dtype.

    Notes
    -----
    Twice the multiply-adds of the forward pass, and those of its first step once more,
    since z is computed anew. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 2, 3]], [[4.0, 0, 5]]])
    >>> depthwise = np.array([[[[1.0, 0, -1]]], [[[1.0, 1, 1]]]])
    >>> pointwise = np.array([[2.0, 1], [1, -1]]).reshape(2, 2, 1, 1)
    >>> dy = np.ones((2, 1, 1))
    >>> dx, ddepthwise, dpointwise = depthwise_separable_conv2d_backward(
    ...     dy, x, depthwise, pointwise
    ... )
    >>> dpointwise[:, :, 0, 0]
    array([[-2.,  9.],
           [-2.,  9.]])
    """
    check_dy(dy, x, _check(x, depthwise, pointwise, stride, padding, dilation))
    how: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
    channels = x.shape[-3]
    z = conv2d(x, depthwise, groups=channels, **how)
    dz, dpointwise, _ = conv2d_backward(dy, z, pointwise)
    dx, ddepthwise, _ = conv2d_backward(dz, x, depthwise, groups=channels, **how)
    return dx, ddepthwise, dpointwise


def _check(
    x: Array,
    depthwise: Array,
    pointwise: Array,
    stride: IntPair,
    padding: Padding,
    dilation: IntPair,
) -> tuple[int, ...]:
    """Check what conv2d would call by other names; return the output's shape."""
    check_image("x", x)
    for name, kernels in ("depthwise", depthwise), ("pointwise", pointwise):
        check_array(name, kernels, ndim=(4,))
        if 0 in kernels.shape:
            raise ValueError(
                f"{name} has shape {kernels.shape}, expected no empty axis"
            )
    check_same_dtype(x=x, depthwise=depthwise, pointwise=pointwise)
    channels, between = x.shape[-3], len(depthwise)
    if depthwise.shape[1] != 1 or between % channels:
        raise ValueError(
            f"depthwise has shape {depthwise.shape}, but x has {channels} channels, "
            f"expected (a multiple of {channels}, 1, KH, KW)"
        )
    if pointwise.shape[1:] != (between, 1, 1):
        raise ValueError(
            f"pointwise has shape {pointwise.shape}, but depthwise makes {between} "
            f"channels, expected (C_out, {between}, 1, 1)"
        )
    window = Window.of(depthwise.shape[2:], stride, padding, dilation)
    size = window.output_size(x.shape[-2:])
    return (*x.shape[:-3], len(pointwise), *size)
