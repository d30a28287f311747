"""Winograd's convolution: tiles of outputs from fewer multiplications."""

from dataclasses import replace

import numpy as np

from dlnotes._arguments import Array, IntPair, as_int
from dlnotes._window import Padding, Window, as_batch
from dlnotes.convolution._arguments import check_conv2d, with_bias

MATRICES = {
    2: (
        [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
        [[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]],
        [[1, 1, 1, 0], [0, 1, -1, -1]],
    ),
    4: (
        [
            [4, 0, -5, 0, 1, 0],
            [0, -4, -4, 1, 1, 0],
            [0, 4, -4, -1, 1, 0],
            [0, -2, -1, 2, 1, 0],
            [0, 2, -1, -2, 1, 0],
            [0, 4, 0, -5, 0, 1],
        ],
        [
            [1 / 4, 0, 0],
            [-1 / 6, -1 / 6, -1 / 6],
            [-1 / 6, 1 / 6, -1 / 6],
            [1 / 24, 1 / 12, 1 / 6],
            [1 / 24, -1 / 12, 1 / 6],
            [0, 0, 1],
        ],
        [
            [1, 1, 1, 1, 1, 0],
            [0, 1, -1, 2, -2, 0],
            [0, 1, 1, 4, 4, 0],
            [0, 1, -1, 8, -8, 1],
        ],
    ),
}


def conv2d_winograd(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    tile: int = 2,
) -> Array:
    r"""2-D convolution by 3x3 kernels, a tile of outputs at a time.

    .. math:: Y = A^T \Big[ \sum_c (G w_c G^T) \odot (B^T d_c B) \Big] A + b

    with d the pixels that a tile of outputs sees, and the matrices of
    :func:`winograd_matrices`. Each entry of the bracket, over all channels and tiles,
    is one GEMM.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    weight : Array
        Kernels, (C_out, C/G, 3, 3), of x's dtype.
    bias : Array, optional
        One value an output channel, (C_out,).
    stride, padding, dilation, groups : keyword-only
        As in :func:`conv2d`, but stride and dilation are 1.
    tile : {2, 4}, keyword-only
        Rows and columns of a tile of outputs, m in F(m x m, 3x3).

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`, and if the kernels are not 3x3, stride or dilation is not 1,
        or `tile` is neither 2 nor 4.

    Notes
    -----
    (m + 2)² multiplications for m² outputs instead of 9 m²: 2.25 times fewer for m = 2,
    4 times for m = 4, besides the transforms. In float32 F(4x4, 3x3) loses a digit to
    rounding. NaN and infinity spread: from a pixel over the tiles that see it, from a
    weight over all outputs of its kernel. Source: Lavin and Gray, *Fast algorithms for
    convolutional neural networks* (arXiv 1509.09308), sections 4.1 and 4.3.

    Examples
    --------
    >>> x = np.arange(1.0, 17.0).reshape(1, 4, 4)
    >>> conv2d_winograd(x, np.ones((1, 1, 3, 3)))
    array([[[54., 63.],
            [90., 99.]]])
    """
    tile = _as_tile(tile)
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    check_winograd(window)
    bt, g, at = (matrix.astype(x.dtype) for matrix in winograd_matrices(tile))
    images, (oh, ow) = as_batch(x), window.output_size(x.shape[-2:])
    (n, channels), out_channels, size = images.shape[:2], len(weight), tile + 2
    down, across = -(-oh // tile), -(-ow // tile)
    # (size², 9) @ (9, C_out*C/G): M v N^T is kron(M, N) v, with v's rows end to end
    kernels = np.kron(g, g) @ weight.reshape(-1, 9).T
    kernels = kernels.reshape(size**2, groups, out_channels // groups, -1)
    y = np.empty((n, out_channels, down, tile, across, tile), x.dtype)
    covered = down * tile + 2, across * tile + 2
    for image, out in zip(_cover(images, window, covered), y, strict=True):
        tiles = np.lib.stride_tricks.sliding_window_view(image, (size, size), (1, 2))
        # (C, down, across, size, size) -> (size², C*down*across)
        tiles = tiles[:, ::tile, ::tile].transpose(3, 4, 0, 1, 2).reshape(size**2, -1)
        tiles = np.kron(bt, bt) @ tiles
        tiles = tiles.reshape(size**2, groups, channels // groups, -1)
        # (size², G, C_out/G, C/G) @ (size², G, C/G, down*across)
        products = (kernels @ tiles).reshape(size**2, -1)
        sums = (np.kron(at, at) @ products).reshape(tile, tile, -1, down, across)
        out[:] = sums.transpose(2, 3, 0, 4, 1)
    whole = y.reshape(n, out_channels, down * tile, across * tile)
    return with_bias(np.ascontiguousarray(whole[:, :, :oh, :ow]), bias, x)


def winograd_matrices(tile: int) -> tuple[Array, Array, Array]:
    r"""Matrices of F(m, 3): m outputs of a 3-tap filter by m + 2 multiplications.

    .. math:: y = A^T \big[ (G w) \odot (B^T d) \big]

    Parameters
    ----------
    tile : {2, 4}
        Outputs, m.

    Returns
    -------
    bt, g, at : Array
        :math:`B^T` (m+2, m+2), :math:`G` (m+2, 3) and :math:`A^T` (m, m+2), float64.

    Raises
    ------
    TypeError, ValueError
        If `tile` is neither 2 nor 4.

    Notes
    -----
    The outputs are the coefficients of a product of polynomials, found from its values
    at 0, 1, -1, (2, -2 for m = 4) and infinity. Source: Lavin and Gray (arXiv
    1509.09308), sections 4.1 and 4.3.

    Examples
    --------
    >>> bt, g, at = winograd_matrices(2)
    >>> at @ ((g @ [1, 1, 1]) * (bt @ [1, 2, 3, 4]))
    array([6., 9.])
    """
    bt, g, at = (np.array(matrix, np.float64) for matrix in MATRICES[_as_tile(tile)])
    return bt, g, at


def _as_tile(tile: object) -> int:
    """Return a tile's size as an int."""
    size = as_int("tile", tile, minimum=2)
    if size not in MATRICES:
        raise ValueError(f"tile is {tile!r}, expected 2 or 4")
    return size


def check_winograd(window: Window) -> None:
    """Require what the matrices are made for."""
    kernel_size, stride, dilation = window.kernel_size, window.stride, window.dilation
    if kernel_size != (3, 3) or stride != (1, 1) or dilation != (1, 1):
        raise ValueError(
            "algorithm is 'winograd', which serves 3x3 kernels at stride 1 and "
            f"dilation 1, but weight has {kernel_size[0]}x{kernel_size[1]} kernels, "
            f"stride is {stride} and dilation is {dilation}"
        )


def _cover(x: Array, window: Window, size: tuple[int, int]) -> Array:
    """Pad x up to the size: whole tiles, which may reach beyond the padding."""
    (top, left), (height, width) = window.before, x.shape[2:]
    after = size[0] - top - height, size[1] - left - width
    return replace(window, after=after).pad(x)
