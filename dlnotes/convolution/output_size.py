"""How large the output of a convolution is, along one axis."""

from dlnotes._arguments import as_int


def output_size(
    size: int, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    r"""Size of a convolution's output along one axis.

    .. math:: O_H = \left\lfloor\frac{H + 2P - D(K - 1) - 1}{S}\right\rfloor + 1

    along the height, and alike along the width. The kernel spans :math:`D(K-1)+1`
    inputs; after its first position it moves on by the stride as often as it still
    fits.

    Parameters
    ----------
    size : int
        Input size :math:`H`, in pixels.
    kernel_size : int
        Taps of the kernel, :math:`K`.
    stride, padding, dilation : int, keyword-only
        :math:`S`; zeros added on *each* side, :math:`P`; step between taps, :math:`D`.

    Returns
    -------
    int
        Output size :math:`O_H`, in pixels.

    Raises
    ------
    TypeError
        If an argument is not an integer.
    ValueError
        If an argument is out of range, or the kernel spans more than the padded input.

    Notes
    -----
    The same arithmetic as the *Shape* section of ``torch.nn.Conv2d``; Dumoulin and
    Visin, *A guide to convolution arithmetic* (2016), relationship 15.

    Examples
    --------
    >>> output_size(224, 7, stride=2, padding=3)
    112
    """
    size = as_int("size", size, minimum=1)
    kernel_size = as_int("kernel_size", kernel_size, minimum=1)
    stride = as_int("stride", stride, minimum=1)
    padding = as_int("padding", padding, minimum=0)
    dilation = as_int("dilation", dilation, minimum=1)
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise ValueError(
            f"kernel_size is {kernel_size} and spans {span} with dilation {dilation}, "
            f"but size is only {size + 2 * padding} with padding"
        )
    return (size + 2 * padding - span) // stride + 1


def transposed_output_size(
    size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    dilation: int = 1,
) -> int:
    r"""Size of a transposed convolution's output along one axis.

    .. math:: O = (I - 1)S - 2P + D(K - 1) + P_{out} + 1

    It undoes :func:`output_size`: of the :math:`S` sizes that a stride :math:`S` maps
    to the same :math:`I`, `output_padding` says which one is meant.

    Parameters
    ----------
    size : int
        Input size :math:`I`, in pixels.
    kernel_size : int
        Taps of the kernel, :math:`K`.
    stride, padding, dilation : int, keyword-only
        :math:`S`, :math:`P`, :math:`D` of the convolution that this one transposes.
    output_padding : int, keyword-only
        :math:`P_{out}`, smaller than `stride` or than `dilation`.

    Returns
    -------
    int
        Output size :math:`O`, in pixels.

    Raises
    ------
    TypeError
        If an argument is not an integer.
    ValueError
        If an argument is out of range, or no output would be left.

    Notes
    -----
    The same arithmetic as the *Shape* section of ``torch.nn.ConvTranspose2d``; Dumoulin
    and Visin, *A guide to convolution arithmetic* (2016), relationship 14.

    Examples
    --------
    >>> transposed_output_size(112, 7, stride=2, padding=3, output_padding=1)
    224
    """
    size = as_int("size", size, minimum=1)
    kernel_size = as_int("kernel_size", kernel_size, minimum=1)
    stride = as_int("stride", stride, minimum=1)
    padding = as_int("padding", padding, minimum=0)
    output_padding = as_int("output_padding", output_padding, minimum=0)
    dilation = as_int("dilation", dilation, minimum=1)
    if output_padding >= max(stride, dilation):
        raise ValueError(
            f"output_padding is {output_padding}, expected less than "
            f"stride ({stride}) or dilation ({dilation})"
        )
    uncropped = (size - 1) * stride + dilation * (kernel_size - 1) + output_padding + 1
    if uncropped <= 2 * padding:
        raise ValueError(
            f"padding is {padding}, which crops {2 * padding} of an output of "
            f"{uncropped} and leaves none"
        )
    return uncropped - 2 * padding
