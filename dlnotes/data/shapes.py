"""Scenes of coloured shapes, drawn, with boxes or masks that are exact."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import as_int, as_real, check_rng

# Each shape is a regular star: the number of its tips, at radius 1, and the radius of
# the corners between them. At cos(pi / tips) the star is a regular polygon.
_OUTLINES = {
    "circle": (64, np.cos(np.pi / 64)),
    "triangle": (3, np.cos(np.pi / 3)),
    "square": (4, np.cos(np.pi / 4)),
    "star": (5, 0.45),
}

SHAPES: tuple[str, ...] = ("background", *_OUTLINES)
"""The classes' names: label 1 is a circle, and so on."""

# Okabe and Ito's colours, which remain distinct to colour-blind readers.
_COLOURS = (
    np.array(
        [
            (0, 0, 0),
            (230, 159, 0),
            (86, 180, 233),
            (0, 158, 115),
            (240, 228, 66),
            (0, 114, 178),
            (213, 94, 0),
            (204, 121, 167),
        ]
    )
    / 255
)


class _Scene(NamedTuple):
    image: npt.NDArray[np.float64]  # (3, H, W)
    owner: npt.NDArray[np.int64]  # (H, W): 0 ground, k the k-th shape, where visible
    labels: npt.NDArray[np.int64]  # (K,)


def _signed_distance(
    size: int,
    outline: tuple[int, float],
    radius: tuple[float, float],
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """Place a shape; return each pixel's distance to its edge, negative inside."""
    tips, waist = outline
    reach = rng.uniform(*radius) * size
    centre = rng.uniform(reach, size - reach, 2)
    turn = rng.uniform(0, 2 * np.pi)
    dy, dx = np.indices((size, size)) + 0.5 - centre[:, None, None]
    # Folded about its 2 * tips mirror axes, the outline is one edge: from the tip
    # (reach, 0) along (u, v) to a corner at the angle half.
    half = np.pi / tips
    angle = np.abs((np.arctan2(dy, dx) + turn) % (2 * half) - half)
    distance = np.hypot(dx, dy)
    x, y = distance * np.cos(angle) - reach, distance * np.sin(angle)
    u, v = waist * np.cos(half) - 1, waist * np.sin(half)
    return np.asarray((x * v - y * u) / np.hypot(u, v))


def _ground(size: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return a pale wash from one tint at the top to another at the bottom."""
    top, bottom = rng.uniform(0.75, 1, (2, 3, 1, 1))
    wash = top + (bottom - top) * np.linspace(0, 1, size)[:, None]  # (3, H, 1)
    return np.repeat(wash, size, axis=2)


def _draw(
    size: int, max_shapes: int, radius: tuple[float, float], rng: np.random.Generator
) -> _Scene:
    """Paint shapes one over another, skipping any that would hide half of another."""
    image = _ground(size, rng)
    owner = np.zeros((size, size), np.int64)
    labels: list[int] = []
    areas = np.zeros(0)
    for colour in rng.permutation(_COLOURS)[: rng.integers(1, max_shapes + 1)]:
        label = int(rng.integers(1, len(SHAPES)))
        distance = _signed_distance(size, _OUTLINES[SHAPES[label]], radius, rng)
        inside = distance <= 0
        visible = np.bincount(owner[~inside], minlength=len(areas) + 1)[1:]
        if (visible <= areas / 2).any():
            continue
        labels.append(label)
        areas = np.append(areas, inside.sum())
        owner[inside] = len(labels)
        alpha = np.clip(0.5 - distance, 0, 1)  # edges one pixel soft
        image += alpha * (colour[:, None, None] - image)
    return _Scene(image, owner, np.array(labels, np.int64))


def _scenes(
    n: int,
    rng: np.random.Generator,
    size: int,
    max_shapes: int,
    radius: tuple[float, float],
) -> tuple[npt.NDArray[np.float32], list[_Scene]]:
    """Check the arguments and draw; the images come once more, stacked."""
    n = as_int("n", n, minimum=1)
    check_rng(rng)
    size = as_int("size", size, minimum=32)
    max_shapes = as_int("max_shapes", max_shapes, minimum=1)
    if max_shapes > len(_COLOURS):
        raise ValueError(f"max_shapes is {max_shapes}, expected 1 to {len(_COLOURS)}")
    low, high = (as_real("radius", value) for value in radius)
    if not 2 / size <= low <= high <= 0.5:
        raise ValueError(
            f"radius is {radius!r}, expected the smallest and the largest, from "
            f"{2 / size:g} (two pixels) to 0.5"
        )
    scenes = [_draw(size, max_shapes, (low, high), rng) for _ in range(n)]
    return np.stack([scene.image for scene in scenes], dtype=np.float32), scenes


def _target(scene: _Scene) -> dict[str, npt.NDArray[Any]]:
    boxes, areas = [], []
    for k in range(1, len(scene.labels) + 1):
        rows, columns = np.nonzero(scene.owner == k)
        x1, y1, x2, y2 = columns.min(), rows.min(), columns.max(), rows.max()
        boxes.append((x1, y1, x2 + 1, y2 + 1))
        areas.append(len(rows))
    return {
        "boxes": np.array(boxes, np.float32),
        "labels": scene.labels,
        "area": np.array(areas, np.float32),
        "iscrowd": np.zeros_like(scene.labels),
    }


def shapes_detection(
    n: int,
    *,
    rng: np.random.Generator,
    size: int = 64,
    max_shapes: int = 4,
    radius: tuple[float, float] = (0.12, 0.24),
) -> tuple[npt.NDArray[np.float32], list[dict[str, npt.NDArray[Any]]]]:
    """Draw scenes of coloured shapes and the box of each shape.

    Parameters
    ----------
    n : int
        Number of images.
    rng : numpy.random.Generator
        Source of everything random.
    size : int, optional
        Height and width in pixels, at least 32.
    max_shapes : int, optional
        Shapes in an image: 1 to this many, itself at most 8.
    radius : (float, float), optional
        The smallest and the largest, from the middle of a shape to its tips, of the
        image's size.

    Returns
    -------
    images : ndarray of float32, shape (n, 3, size, size)
        RGB in [0, 1].
    targets : list of dict
        For each image with K shapes, in the order of painting:

        - ``boxes``, float32 (K, 4): x1, y1, x2, y2 in pixels, the tight extent of the
          *visible* part; x2 and y2 lie behind the last pixel, so x2 - x1 is the width;
        - ``labels``, int64 (K,): indices of ``SHAPES``, hence never 0;
        - ``area``, float32 (K,): number of visible pixels;
        - ``iscrowd``, int64 (K,): zeros.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or lies outside its range.

    Notes
    -----
    Shapes may overlap; later ones lie on top. A shape that would hide half of an
    earlier one is not painted, so most of every target can be seen. Colours say
    nothing about the class, and no two shapes of an image share one.

    The same state of ``rng`` gives :func:`shapes_segmentation` the same images.
    The targets are those of ``dlnotes.detection.evaluate_coco``.

    Examples
    --------
    >>> import numpy as np
    >>> images, targets = shapes_detection(2, rng=np.random.default_rng(0))
    >>> images.shape, sorted(targets[0])
    ((2, 3, 64, 64), ['area', 'boxes', 'iscrowd', 'labels'])
    """
    images, scenes = _scenes(n, rng, size, max_shapes, radius)
    return images, [_target(scene) for scene in scenes]


def shapes_segmentation(
    n: int,
    *,
    rng: np.random.Generator,
    size: int = 64,
    max_shapes: int = 4,
    radius: tuple[float, float] = (0.12, 0.24),
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Draw scenes of coloured shapes and the class of each pixel.

    Parameters
    ----------
    n, rng, size, max_shapes, radius
        As in :func:`shapes_detection`.

    Returns
    -------
    images : ndarray of float32, shape (n, 3, size, size)
        RGB in [0, 1].
    masks : ndarray of int64, shape (n, size, size)
        Indices of ``SHAPES``, 0 = background: the topmost shape that contains the
        pixel's centre.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or lies outside its range.

    Notes
    -----
    See :func:`shapes_detection`. The masks give classes, not instances: where two
    circles touch, their masks merge.

    Examples
    --------
    >>> import numpy as np
    >>> images, masks = shapes_segmentation(2, rng=np.random.default_rng(0))
    >>> images.shape, masks.shape
    ((2, 3, 64, 64), (2, 64, 64))
    """
    images, scenes = _scenes(n, rng, size, max_shapes, radius)
    return images, np.stack([np.append(0, s.labels)[s.owner] for s in scenes])
