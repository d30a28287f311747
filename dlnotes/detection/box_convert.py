"""The same boxes in another format: two corners, corner and size, centre and size."""

import numpy as np

from dlnotes._arguments import Array, check_choice
from dlnotes.detection._boxes import check_columns

FORMATS = "xyxy", "xywh", "cxcywh"


def box_convert(boxes: Array, in_fmt: str, out_fmt: str) -> Array:
    r"""Write boxes in another format.

    .. math:: (x_1, y_1, x_2, y_2) \;\leftrightarrow\; (x_1, y_1, w, h)
              \;\leftrightarrow\; (c_x, c_y, w, h)

    with :math:`w = x_2 - x_1` and :math:`c_x = (x_1 + x_2)/2`, and so for y.

    Parameters
    ----------
    boxes : Array
        (N, 4) or (..., 4), float32 or float64, in pixels.
    in_fmt, out_fmt : {"xyxy", "xywh", "cxcywh"}
        The format of `boxes`, and that of the result.

    Returns
    -------
    Array
        Of the shape and dtype of boxes: a new array, also where the formats are equal.

    Raises
    ------
    TypeError
        If boxes is no array of float32 or float64, or a format is no string.
    ValueError
        If the last axis has not four entries, or a format is unknown.

    Notes
    -----
    Pure arithmetic: a negative width comes out as it went in. torch:
    ``torchvision.ops.box_convert``.

    Examples
    --------
    >>> box_convert(np.array([[1.0, 2, 5, 4]]), "xyxy", "cxcywh")
    array([[3., 3., 4., 2.]])
    """
    check_columns("boxes", boxes)
    check_choice("in_fmt", in_fmt, FORMATS)
    check_choice("out_fmt", out_fmt, FORMATS)
    if in_fmt == out_fmt:
        return boxes.copy()
    first, second = boxes[..., :2], boxes[..., 2:]  # (..., 2): along x and along y
    if in_fmt == "xywh":
        second = first + second
    elif in_fmt == "cxcywh":
        first, second = first - second / 2, first + second / 2
    if out_fmt == "xywh":
        second = second - first
    elif out_fmt == "cxcywh":
        first, second = (first + second) / 2, second - first
    return np.concatenate([first, second], axis=-1)
