"""Convolution: one door to all algorithms."""

from collections.abc import Callable
from typing import Any

from dlnotes._arguments import Array, IntPair, check_choice
from dlnotes.convolution._window import Padding
from dlnotes.convolution.choose_algorithm import choose_algorithm
from dlnotes.convolution.conv2d_naive import conv2d_naive
from dlnotes.convolution.depthwise import conv2d_depthwise
from dlnotes.convolution.fft import conv2d_fft
from dlnotes.convolution.im2col import conv2d_im2col
from dlnotes.convolution.indirect import conv2d_indirect
from dlnotes.convolution.shift import conv2d_shift
from dlnotes.convolution.winograd import conv2d_winograd

ALGORITHMS: dict[str, Callable[..., Array]] = {
    "naive": conv2d_naive,
    "im2col": conv2d_im2col,
    "indirect": conv2d_indirect,
    "shift": conv2d_shift,
    "fft": conv2d_fft,
    "winograd": conv2d_winograd,
    "depthwise": conv2d_depthwise,
}


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
        "naive": the formula, see :func:`conv2d_naive`. "im2col", "indirect", "shift",
        "fft", "winograd", "depthwise": see :func:`conv2d_im2col` and so on; the last
        two serve only 3x3 kernels at stride and dilation 1, and one group a channel.
        "auto": what :func:`choose_algorithm` names.

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
    N·O·OH·OW·(C/G)·KH·KW multiply-adds. Times and memory of all algorithms:
    bench/results/convolution.json. torch: ``torch.nn.functional.conv2d``. Source:
    Goodfellow, Bengio and Courville, *Deep learning* (2016), equation 9.6.

    NaN and infinity reach the outputs whose windows see them and no others, but "fft"
    spreads them over the image, "winograd" over tiles. A weight meets the padding's
    zeros too, and infinity times zero is NaN: so torch in float64, while its float32
    kernels may pass over the padding.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d(x, np.ones((1, 1, 2, 2)), np.array([0.5]))
    array([[[12.5, 16.5],
            [24.5, 28.5]]])
    """
    check_choice("algorithm", algorithm, ("auto", *ALGORITHMS))
    options: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    if algorithm == "auto":
        algorithm = choose_algorithm(x, weight, **options)
    return ALGORITHMS[algorithm](x, weight, bias, **options)
