"""Convolution and its gradients."""

from typing import Any

from dlnotes._arguments import Array, IntPair, check_choice, check_dy
from dlnotes.convolution._apply import Correlate, apply
from dlnotes.convolution._auto import adjoint_auto, correlate_auto, weight_gradient_auto
from dlnotes.convolution._check import check_conv2d
from dlnotes.convolution._correlation import correlate
from dlnotes.convolution._window import Padding, Window, as_batch
from dlnotes.convolution.conv2d_naive import conv2d_naive
from dlnotes.convolution.depthwise import check_depthwise, correlate_depthwise
from dlnotes.convolution.fft import correlate_fft
from dlnotes.convolution.indirect import correlate_indirect
from dlnotes.convolution.shift import correlate_shift
from dlnotes.convolution.winograd import check_winograd, correlate_winograd


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    algorithm: str = "auto",
) -> Array:
    r"""2-D convolution, as deep learning means it: the kernel is not flipped.

    .. math:: y_{n,o,i,j} = b_o + \sum_{c,u,v} w_{o,c,u,v}\,
              x_{n,\;gC/G+c,\;iS+uD-P,\;jS+vD-P}, \qquad
              g = \left\lfloor\frac{o}{O/G}\right\rfloor

    with x zero outside the image.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    weight : Array
        Kernels, (O, C/G, KH, KW), of x's dtype.
    bias : Array, optional
        One value an output channel, (O,).
    stride, dilation : int or pair, keyword-only
        Step of the window, and step between its taps, in pixels.
    padding : int or pair or "same" or "valid", keyword-only
        Zeros on each side. "same" keeps the size at stride 1; where the zeros cannot be
        shared evenly, the extra row or column goes to the bottom or right.
    groups : int, keyword-only
        Groups of channels convolved apart; C is depthwise.
    algorithm : str, keyword-only
        "naive": the formula, see :func:`conv2d_naive`. "im2col": unfold images, then
        GEMM. "indirect", "shift", "fft", "winograd", "depthwise": see
        :func:`conv2d_indirect` and so on; the last two serve only 3x3 kernels at stride
        and dilation 1, and one group a channel. "auto": the fastest of those that add
        up the formula's own products, by these rules: "depthwise" for one kernel a
        channel; "shift" for kernels beyond 1x1 that take at least 28x28 positions and
        have no more outputs than inputs; else "im2col".

    Returns
    -------
    Array
        (N, O, OH, OW), or (O, OH, OW) for a single image; x's dtype. See
        :func:`output_size` for OH and OW.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is not an
        integer.
    ValueError
        If shapes, groups or sizes do not fit, or `algorithm` is unknown or does not
        serve the arguments.

    Notes
    -----
    N·O·OH·OW·(C/G)·KH·KW multiply-adds; "im2col" copies an image KH·KW times (at stride
    1). Times and memory of all algorithms: bench/results/convolution.json.
    torch: ``torch.nn.functional.conv2d``. im2col: Chellapilla, Puri and Simard, *High
    performance convolutional neural networks for document processing* (2006).

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d(x, np.ones((1, 1, 2, 2)), np.array([0.5]))
    array([[[12.5, 16.5],
            [24.5, 28.5]]])
    """
    window = _check(algorithm, x, weight, bias, stride, padding, dilation, groups)
    return apply(ALGORITHMS[algorithm], x, weight, bias, window, groups)


def conv2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    algorithm: str = "auto",
) -> tuple[Array, Array, Array | None]:
    r"""Gradients of :func:`conv2d`.

    .. math:: db_o = \sum_{n,i,j} dy_{n,o,i,j}, \qquad
              dw_{o,c,u,v} = \sum_{n,i,j} dy_{n,o,i,j}\, x_{n,c,iS+uD-P,jS+vD-P}, \qquad
              dx = \text{conv\_transpose2d}(dy, w)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, weight, bias, stride, padding, dilation, groups, algorithm
        What :func:`conv2d` was given. The gradients are computed as is fastest,
        whichever the algorithm.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; dbias is None where bias is.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Twice the multiply-adds of the forward pass. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(1.0, 10.0).reshape(1, 3, 3), np.ones((1, 1, 2, 2))
    >>> dx, dweight, dbias = conv2d_backward(np.ones((1, 2, 2)), x, weight)
    >>> dx
    array([[[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]]])
    >>> dweight
    array([[[[12., 16.],
             [24., 28.]]]])
    """
    window = _check(algorithm, x, weight, bias, stride, padding, dilation, groups)
    size = window.output_size(x.shape[-2:])
    check_dy(dy, x, (*x.shape[:-3], len(weight), *size))
    dy = as_batch(dy)
    dx = adjoint_auto(dy, weight, window, groups, x.shape[-2:])
    dweight = weight_gradient_auto(dy, as_batch(x), window, groups)
    dbias = None if bias is None else dy.sum(axis=(0, 2, 3))
    return dx.reshape(x.shape), dweight, dbias


def _check(algorithm: str, x: Array, *arguments: Any) -> Window:
    """Check all arguments, and that the algorithm serves them."""
    check_choice("algorithm", algorithm, ALGORITHMS)
    window = check_conv2d(x, *arguments)
    if algorithm == "winograd":
        check_winograd(window)
    if algorithm == "depthwise":
        check_depthwise(x, arguments[-1])
    return window


def _naive(x: Array, weight: Array, window: Window, groups: int) -> Array:
    """Run the formula on the padded image."""
    return conv2d_naive(
        window.pad(x),
        weight,
        stride=window.stride,
        dilation=window.dilation,
        groups=groups,
    )


ALGORITHMS: dict[str, Correlate] = {
    "auto": correlate_auto,
    "naive": _naive,
    "im2col": correlate,
    "indirect": correlate_indirect,
    "shift": correlate_shift,
    "fft": correlate_fft,
    "winograd": correlate_winograd,
    "depthwise": correlate_depthwise,
}
