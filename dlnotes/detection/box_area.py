"""The area of boxes."""

from dlnotes._arguments import Array
from dlnotes.detection._boxes import areas, check_boxes


def box_area(boxes: Array) -> Array:
    r"""Return the area of each box.

    .. math:: A = (x_2 - x_1)(y_2 - y_1)

    Parameters
    ----------
    boxes : Array
        (N, 4): x1, y1, x2, y2 in pixels, float32 or float64.

    Returns
    -------
    Array
        (N,), in square pixels, of boxes' dtype.

    Raises
    ------
    TypeError
        If boxes is no array of float32 or float64.
    ValueError
        If boxes is not (N, 4), or a box has x2 < x1 or y2 < y1.

    Notes
    -----
    x2 and y2 lie behind the last pixel, so nothing is added to their difference. torch:
    ``torchvision.ops.box_area``, which gives a box the other way round a negative area.

    Examples
    --------
    >>> import numpy as np
    >>> box_area(np.array([[1.0, 1, 5, 3], [2, 2, 2, 9]]))
    array([8., 0.])
    """
    check_boxes("boxes", boxes)
    return areas(boxes)
