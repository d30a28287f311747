"""What every function on boxes checks, and how much of two sets of boxes meets."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, as_int, as_real, check_array, check_same_dtype


def check_columns(name: str, boxes: Array) -> None:
    """Require (N, 4) or, with more axes in front, (..., 4)."""
    check_array(name, boxes)
    if boxes.ndim == 0 or boxes.shape[-1] != 4:
        raise ValueError(f"{name} has shape {boxes.shape}, expected (N, 4)")


def check_boxes(name: str, boxes: Array, *, proper: bool = False) -> None:
    """Require (N, 4) with x1 <= x2 and y1 <= y2, or `proper` boxes of some area.

    A box the other way round would have a negative width, and two of them an area.
    """
    check_array(name, boxes, ndim=(2,))
    check_columns(name, boxes)
    x1, y1, x2, y2 = boxes.T  # one by one: NumPy is slow on rows of two
    right = (x1 < x2) & (y1 < y2) if proper else ~((x2 < x1) | (y2 < y1))
    if not right.all():
        row = int(right.argmin())
        sign = "<" if proper else "<="
        raise ValueError(
            f"{name}[{row}] is {boxes[row].tolist()}, "
            f"expected x1 {sign} x2 and y1 {sign} y2"
        )


def check_finite_boxes(name: str, boxes: Array, *, proper: bool = False) -> None:
    """Require what :func:`check_boxes` does, and no infinity."""
    check_boxes(name, boxes, proper=proper)
    finite = np.isfinite(boxes).all(axis=1)
    if not finite.all():
        row = int(finite.argmin())
        raise ValueError(
            f"{name}[{row}] is {boxes[row].tolist()}, expected finite numbers"
        )


def check_scores(name: str, scores: Array, count: int) -> None:
    """Require (count,) finite scores."""
    check_array(name, scores, ndim=(1,))
    if len(scores) != count:
        raise ValueError(f"{name} has shape {scores.shape}, expected ({count},)")
    if not np.isfinite(scores).all():
        first = int(np.isfinite(scores).argmin())
        raise ValueError(f"{name}[{first}] is {scores[first]}, expected a finite score")


def check_pair(boxes1: Array, boxes2: Array) -> None:
    """Require two sets of boxes of one dtype."""
    check_boxes("boxes1", boxes1)
    check_boxes("boxes2", boxes2)
    check_same_dtype(boxes1=boxes1, boxes2=boxes2)


def check_scored(boxes: Array, scores: Array) -> None:
    """Require finite boxes, and for each a score that is not NaN."""
    check_boxes("boxes", boxes)
    check_array("scores", scores)
    if scores.shape != boxes.shape[:1]:
        raise ValueError(
            f"scores has shape {scores.shape}, expected {boxes.shape[:1]}: "
            "one score a box"
        )
    check_same_dtype(boxes=boxes, scores=scores)
    if not np.isfinite(boxes).all():
        raise ValueError("boxes holds NaN or infinity, expected finite numbers")
    if np.isnan(scores).any():
        raise ValueError("scores holds NaN, which has no place in an order")


def check_integers(name: str, values: object, count: int, *, kinds: str = "iu") -> None:
    """Require (count,) integers, of these kinds of NumPy's: "b" adds True and False."""
    if type(values) is not np.ndarray or values.dtype.kind not in kinds:
        given = getattr(values, "dtype", type(values).__name__)
        raise TypeError(f"{name} is {given}, expected an array of integers")
    if values.shape != (count,):
        raise ValueError(f"{name} has shape {values.shape}, expected ({count},)")


def check_labels(labels: object, count: int, num_classes: int) -> None:
    """Require (count,) classes, 1 to `num_classes`: 0 is the background."""
    check_integers("labels", labels, count)
    given = np.asarray(labels)
    if given.size and not 1 <= given.min() <= given.max() <= num_classes:
        raise ValueError(f"labels is {given.tolist()}, expected 1 to {num_classes}")


def check_images(name: str, images: object, keys: Sequence[str]) -> None:
    """Require a list of dicts, one an image, each with these keys."""
    if not isinstance(images, list | tuple):
        raise TypeError(
            f"{name} is a {type(images).__name__}, expected a list of dicts, one an "
            "image"
        )
    for i, image in enumerate(images):
        if not isinstance(image, Mapping):
            raise TypeError(f"{name}[{i}] is a {type(image).__name__}, expected a dict")
        missing = [key for key in keys if key not in image]
        if missing:
            raise ValueError(
                f"{name}[{i}] has no {' and no '.join(map(repr, missing))}; its keys "
                f"are {sorted(image)}"
            )


def as_threshold(name: str, value: object) -> float:
    """Return an IoU, a number from 0 to 1."""
    number = as_real(name, value, 0.0)
    if number > 1:
        raise ValueError(f"{name} is {value}, expected a number from 0 to 1")
    return number


def rounded_down(threshold: float, dtype: np.dtype[Any]) -> float:
    """Return the largest number of this dtype that is not above the threshold.

    NumPy rounds a threshold to the dtype of what it compares: in float32 an IoU of 3/5,
    0.60000002, would not be greater than 0.6. In float64, as in torchvision, it is.
    """
    nearest = dtype.type(threshold)
    if float(nearest) > threshold:
        nearest = np.nextafter(nearest, dtype.type(0))
    return float(nearest)


def as_sequence(name: str, values: object, *, of: str = "numbers") -> Sequence[Any]:
    """Return a tuple, a list or a range as it is."""
    if not isinstance(values, Sequence) or isinstance(values, str | bytes):
        raise TypeError(f"{name} is {values!r}, expected a tuple or list of {of}")
    return values


def as_integers(name: str, values: object, *, minimum: int) -> list[int]:
    """Return integers, one at least."""
    given = as_sequence(name, values, of="integers")
    if not given:
        raise ValueError(f"{name} is {values!r}, expected one or more integers")
    return [as_int(name, value, minimum=minimum) for value in given]


def as_positive(name: str, values: object, *, count: int = 0) -> tuple[float, ...]:
    """Return positive numbers, `count` of them, or one at least."""
    values = as_sequence(name, values)
    if not values or (count and len(values) != count):
        expected = f"{count} numbers" if count else "at least one number"
        raise ValueError(f"{name} is {values!r}, expected {expected}")
    numbers = tuple(as_real(name, value, 0.0) for value in values)
    if min(numbers) == 0:
        raise ValueError(f"{name} is {values!r}, expected positive numbers")
    return numbers


def areas(boxes: Array) -> Array:
    """Return the area of each box, (N,)."""
    area: Array = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return area


def common(boxes1: Array, boxes2: Array) -> tuple[Array, Array]:
    """Return the intersections and the unions of all pairs, each (N, M)."""
    a, b = boxes1.T[:, :, None], boxes2.T[:, None, :]  # (4, N, 1), (4, 1, M)
    zero = boxes1.dtype.type(0)
    width = np.maximum(np.minimum(a[2], b[2]) - np.maximum(a[0], b[0]), zero)
    height = np.maximum(np.minimum(a[3], b[3]) - np.maximum(a[1], b[1]), zero)
    intersection = width * height
    union = areas(boxes1)[:, None] + areas(boxes2) - intersection
    return intersection, union


def hull(boxes1: Array, boxes2: Array) -> tuple[Array, Array]:
    """Return width and height of the smallest box around each pair, each (N, M)."""
    a, b = boxes1.T[:, :, None], boxes2.T[:, None, :]  # (4, N, 1), (4, 1, M)
    width = np.maximum(a[2], b[2]) - np.minimum(a[0], b[0])
    height = np.maximum(a[3], b[3]) - np.minimum(a[1], b[1])
    return width, height


def distance_terms(boxes1: Array, boxes2: Array, eps: float) -> tuple[Array, Array]:
    """Return IoU, and DIoU's penalty, of all pairs, each (N, M)."""
    intersection, union = common(boxes1, boxes2)
    width, height = hull(boxes1, boxes2)
    middle1 = (boxes1[:, :2] + boxes1[:, 2:]) / 2  # (N, 2)
    middle2 = (boxes2[:, :2] + boxes2[:, 2:]) / 2  # (M, 2)
    apart = middle1[:, None] - middle2  # (N, M, 2)
    squared = apart[..., 0] ** 2 + apart[..., 1] ** 2
    return intersection / union, squared / (width**2 + height**2 + eps)


def overlap(
    boxes: Array, truth: Array, crowd: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.float64]:
    """Return the intersection over union of each box with each true one, (D, G).

    A crowd is a region of many objects: there the union is the box alone, so a box
    that lies inside overlaps it wholly. Boxes that only touch overlap by 0. The sums
    are pycocotools', bit by bit, so that both decide a close call alike.
    """
    corner, size = corners_and_sizes(boxes)  # (D, 2) each
    true_corner, true_size = corners_and_sizes(truth)  # (G, 2) each
    low = np.maximum(corner[:, None], true_corner)  # (D, G, 2)
    high = np.minimum((corner + size)[:, None], true_corner + true_size)  # (D, G, 2)
    shared = np.clip(high - low, 0, None).prod(2)  # (D, G)
    area = size.prod(1)[:, None]
    union = area + true_size.prod(1) - shared  # (D, G)
    if crowd is not None:
        union = np.where(crowd, area, union)
    share = np.zeros(shared.shape)
    np.divide(shared, union, out=share, where=shared > 0)
    return share


def corners_and_sizes(
    boxes: Array,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the upper left corners and the widths and heights, in float64."""
    wide = boxes.astype(np.float64)
    return wide[:, :2], wide[:, 2:] - wide[:, :2]
