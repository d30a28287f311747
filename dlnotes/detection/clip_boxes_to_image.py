"""Cut off what of a box lies outside the image."""

import numpy as np

from dlnotes._arguments import Array, as_pair
from dlnotes.detection._boxes import check_columns


def clip_boxes_to_image(boxes: Array, size: tuple[int, int]) -> Array:
    r"""Move each corner that lies outside the image to its border.

    .. math:: x \leftarrow \min(\max(x, 0), W), \qquad y \leftarrow \min(\max(y, 0), H)

    Parameters
    ----------
    boxes : Array
        (N, 4) or (..., 4): x1, y1, x2, y2 in pixels, float32 or float64.
    size : (int, int)
        Height and width of the image, in this order, as in an array's shape.

    Returns
    -------
    Array
        Of the shape and dtype of boxes. What lay outside whole has no area now.

    Raises
    ------
    TypeError
        If boxes is no array of float32 or float64, or size no pair of integers.
    ValueError
        If the last axis of boxes has not four entries, or a size is negative.

    Notes
    -----
    The right border is W, not W - 1: x2 lies behind the last pixel. torch:
    ``torchvision.ops.clip_boxes_to_image``.

    Examples
    --------
    >>> clip_boxes_to_image(np.array([[-2.0, 3, 15, 9]]), (8, 10))
    array([[ 0.,  3., 10.,  8.]])
    """
    check_columns("boxes", boxes)
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"size is {size!r}, expected (height, width)")
    height, width = as_pair("size", size, minimum=0)
    border = np.array([width, height, width, height], boxes.dtype)
    return np.minimum(np.maximum(boxes, boxes.dtype.type(0)), border)
