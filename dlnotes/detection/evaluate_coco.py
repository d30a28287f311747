"""COCO's twelve numbers: average precision and recall over classes and overlaps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import check_array
from dlnotes.detection._boxes import (
    check_finite_boxes,
    check_images,
    check_integers,
    check_scores,
    corners_and_sizes,
    overlap,
)
from dlnotes.detection.average_precision import average_precision

Image: TypeAlias = Mapping[str, npt.NDArray[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]

THRESHOLDS = np.linspace(0.5, 0.95, 10)
AREAS = np.array([(0, 1e10), (0, 32**2), (32**2, 96**2), (96**2, 1e10)])
AT_MOST = 100  # detections of a class in an image


class _Class(NamedTuple):
    """What happened to a class: A areas, T thresholds, D detections of all images."""

    scores: npt.NDArray[Any]  # (D,)
    places: npt.NDArray[np.intp]  # (D,): 0 is the surest of its image
    right: Bools  # (A, T, D)
    counted: Bools  # (A, T, D): neither right nor wrong where False
    objects: npt.NDArray[np.intp]  # (A,)


def evaluate_coco(
    predictions: Sequence[Image], targets: Sequence[Image]
) -> dict[str, float]:
    r"""Evaluate detections as the COCO challenge does.

    .. math:: \mathrm{AP} = \frac{1}{10\,C} \sum_{c=1}^{C}\
       \sum_{t \in \{0.5, 0.55, \ldots, 0.95\}} \mathrm{AP}_{c,t}

    with the 101-point :func:`average_precision` of class c when a match needs an
    overlap of t.

    Parameters
    ----------
    predictions : sequence of dict
        One an image: ``boxes`` (D, 4) as x1, y1, x2, y2 and ``scores`` (D,), float32
        or float64, and ``labels`` (D,), integers. Other keys are passed over.
    targets : sequence of dict
        One an image, in the same order: ``boxes`` (G, 4), ``labels`` (G,); optional
        ``area`` (G,), in pixels, else that of the boxes; optional ``iscrowd`` (G,),
        0 or 1, else 0.

    Returns
    -------
    dict of float
        ``AP``, ``AP50`` and ``AP75`` (thresholds 0.5 and 0.75 alone); ``APs``,
        ``APm``, ``APl`` (objects up to 32² pixels, to 96², beyond); ``AR1``,
        ``AR10``, ``AR100`` (recall over the ten thresholds, with at most so many
        detections of a class in an image); ``ARs``, ``ARm``, ``ARl``. -1 where there
        is no object to find.

    Raises
    ------
    TypeError, ValueError
        If the two have not as many images, a key is missing, or an array has a wrong
        dtype, shape or value; the message names image and key.

    Notes
    -----
    A class counts if the targets hold an object of it. In each image its 100 surest
    detections are matched greedily, as by :func:`match_detections`. Crowds, and objects
    outside the range of areas, are taken only where no other object is left; such a
    detection is neither right nor wrong, and neither is one of no match whose own area
    is out of range. A crowd can be taken many times, and its overlap is the share of
    the detection that lies in it. Source: pycocotools 2.0, ``COCOeval``, whose numbers
    these are; Lin et al., *Microsoft COCO* (arXiv 1405.0312).

    Examples
    --------
    >>> box, label = np.array([[0.0, 0, 40, 40]]), np.array([1])
    >>> near = {"boxes": box + [0, 0, 0, 10], "scores": np.ones(1), "labels": label}
    >>> result = evaluate_coco([near], [{"boxes": box, "labels": label}])
    >>> result["AP50"], round(result["AP"], 3), result["APs"]
    (1.0, 0.7, -1.0)
    """
    found = _checked("predictions", predictions, ("boxes", "scores", "labels"))
    truth = _checked("targets", targets, ("boxes", "labels"))
    if len(found) != len(truth):
        raise ValueError(
            f"predictions has {len(found)} images, targets has {len(truth)}: "
            "expected as many"
        )
    names = sorted({int(label) for image in truth for label in image["labels"]})
    classes = [_evaluated(list(_of_class(label, found, truth))) for label in names]
    precision = _precisions(classes)
    recall = {limit: _recalls(classes, limit) for limit in (1, 10, AT_MOST)}
    return {
        "AP": _mean(precision[:, 0]),
        "AP50": _mean(precision[:, 0, 0]),
        "AP75": _mean(precision[:, 0, 5]),
        "APs": _mean(precision[:, 1]),
        "APm": _mean(precision[:, 2]),
        "APl": _mean(precision[:, 3]),
        "AR1": _mean(recall[1][:, 0]),
        "AR10": _mean(recall[10][:, 0]),
        "AR100": _mean(recall[100][:, 0]),
        "ARs": _mean(recall[100][:, 1]),
        "ARm": _mean(recall[100][:, 2]),
        "ARl": _mean(recall[100][:, 3]),
    }


def _of_class(
    label: int, predictions: Sequence[Image], targets: Sequence[Image]
) -> Iterator[tuple[Image, Image]]:
    """Yield what was found, surest first, and what is there, image by image."""
    for prediction, target in zip(predictions, targets, strict=True):
        here, there = prediction["labels"] == label, target["labels"] == label
        if here.any() or there.any():
            found = {key: prediction[key][here] for key in ("boxes", "scores")}
            order = np.argsort(-found["scores"], kind="stable")[:AT_MOST]
            found = {key: values[order] for key, values in found.items()}
            yield found, {k: target[k][there] for k in ("boxes", "area", "iscrowd")}


def _evaluated(images: Sequence[tuple[Image, Image]]) -> _Class:
    """Match the detections of a class in each image, and join the images."""
    scores, places, right, counted = [], [], [], []
    objects = np.zeros(len(AREAS), np.intp)
    for found, there in images:
        crowd = there["iscrowd"].astype(bool)
        ignored = crowd | _outside(there["area"])  # (A, G)
        matched, aside = _matched(
            overlap(found["boxes"], there["boxes"], crowd), ignored, crowd
        )
        own = corners_and_sizes(found["boxes"])[1].prod(1)  # (D,)
        aside |= ~matched & _outside(own)[:, None]
        scores.append(found["scores"])
        places.append(np.arange(len(own)))
        right.append(matched & ~aside)
        counted.append(~aside)
        objects += np.count_nonzero(~ignored, axis=1)
    return _Class(
        np.concatenate(scores),
        np.concatenate(places),
        np.concatenate(right, axis=-1),
        np.concatenate(counted, axis=-1),
        objects,
    )


def _outside(areas: npt.NDArray[Any]) -> Bools:
    """Tell for each range whether an area lies outside, (A, K)."""
    return (areas < AREAS[:, :1]) | (areas > AREAS[:, 1:])


def _matched(
    overlaps: npt.NDArray[np.float64], ignored: Bools, crowd: Bools
) -> tuple[Bools, Bools]:
    """Match in all ranges at all thresholds: what found an object, what an ignored one.

    (A, T, D) both. The loop is over the detections alone, by falling score.
    """
    detections, objects = overlaps.shape
    shape = len(AREAS), len(THRESHOLDS)
    matched, aside = np.zeros((2, *shape, detections), bool)
    if not overlaps.size:
        return matched, aside
    free = np.ones((*shape, objects), bool)
    # the object to prefer: one that counts, then the larger overlap, then the later
    rank = overlaps.argsort(1, kind="stable").argsort(1)  # (D, G)
    rank = rank + objects * ~ignored[:, None]  # (A, D, G)
    a, t = np.ogrid[: shape[0], : shape[1]]
    for d in np.flatnonzero(overlaps.max(1) >= THRESHOLDS[0]):
        possible = free & (overlaps[d] >= THRESHOLDS[:, None])  # (A, T, G)
        best = np.where(possible, rank[:, None, d], -1).argmax(2)  # (A, T)
        hit = possible[a, t, best]
        matched[..., d] = hit
        aside[..., d] = hit & ignored[a, best]
        free[a, t, best] &= ~hit | crowd[best]
    return matched, aside


def _precisions(classes: Sequence[_Class]) -> npt.NDArray[np.float64]:
    """Return the average precision of each class, (C, A, T); -1 without objects."""
    result = np.empty((len(classes), len(AREAS), len(THRESHOLDS)))
    for c, a, t in np.ndindex(result.shape):
        kind = classes[c]
        counted = kind.counted[a, t]
        result[c, a, t] = average_precision(
            kind.scores[counted],
            kind.right[a, t, counted],
            int(kind.objects[a]),
            interpolation="101",
        )
    return result


def _recalls(classes: Sequence[_Class], at_most: int) -> npt.NDArray[np.float64]:
    """Return the recall of each class, (C, A, T), with so many detections an image."""
    result = np.full((len(classes), len(AREAS), len(THRESHOLDS)), -1.0)
    for recall, kind in zip(result, classes, strict=True):
        hits = np.count_nonzero(kind.right[..., kind.places < at_most], axis=2)
        known = kind.objects > 0
        recall[known] = hits[known] / kind.objects[known, None]
    return result


def _mean(values: npt.NDArray[np.float64]) -> float:
    """Return the mean of what is defined, else -1."""
    known = values[values > -1]
    return float(known.mean()) if known.size else -1.0


def _checked(
    name: str, images: Sequence[Image], keys: Sequence[str]
) -> list[dict[str, npt.NDArray[Any]]]:
    """Check every image; return the arrays, with ``area`` and ``iscrowd`` filled in."""
    check_images(name, images, keys)
    return [_image(f"{name}[{i}]", image, keys) for i, image in enumerate(images)]


def _image(name: str, image: Image, keys: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Check the arrays of an image."""
    boxes = image["boxes"]
    check_finite_boxes(f'{name}["boxes"]', boxes)
    check_integers(f'{name}["labels"]', image["labels"], len(boxes), kinds="biu")
    result = {key: image[key] for key in keys}
    if "scores" in keys:
        check_scores(f'{name}["scores"]', image["scores"], len(boxes))
        return result
    result["area"] = image.get("area", corners_and_sizes(boxes)[1].prod(1))
    result["iscrowd"] = image.get("iscrowd", np.zeros(len(boxes), int))
    check_array(f'{name}["area"]', result["area"], ndim=(1,))
    if len(result["area"]) != len(boxes) or not np.all(result["area"] >= 0):
        raise ValueError(
            f'{name}["area"] is {result["area"]}, expected {len(boxes)} numbers from 0'
        )
    check_integers(f'{name}["iscrowd"]', result["iscrowd"], len(boxes), kinds="biu")
    if not np.isin(result["iscrowd"], (0, 1)).all():
        raise ValueError(f'{name}["iscrowd"] is {result["iscrowd"]}, expected 0 or 1')
    return result
