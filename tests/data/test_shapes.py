"""Drawn scenes: boxes and masks agree to the pixel, and shapes are what they say."""

import numpy as np
import pytest

from dlnotes.data import SHAPES, shapes_detection, shapes_segmentation

COLOURS = {
    "000000", "e69f00", "56b4e9", "009e73", "f0e442", "0072b2", "d55e00", "cc79a7",
}  # fmt: skip


def draw(n, seed=0, **options):
    """Return the same scenes as images, boxes and masks."""
    images, targets = shapes_detection(n, rng=np.random.default_rng(seed), **options)
    again, masks = shapes_segmentation(n, rng=np.random.default_rng(seed), **options)
    np.testing.assert_array_equal(images, again)
    return images, targets, masks


def extent(mask):
    rows, columns = np.nonzero(mask)
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def test_shapes_dtypes_and_ranges():
    images, targets, masks = draw(50, size=48)
    assert (images.shape, images.dtype) == ((50, 3, 48, 48), np.float32)
    assert 0 <= images.min() < 0.01
    assert 0.95 < images.max() <= 1
    assert (masks.shape, masks.dtype) == ((50, 48, 48), np.int64)
    assert np.unique(masks).tolist() == list(range(len(SHAPES)))
    for target in targets:
        count = len(target["labels"])
        assert 1 <= count <= 4
        dtypes = {key: (value.shape, value.dtype) for key, value in target.items()}
        assert dtypes == {
            "boxes": ((count, 4), np.float32),
            "labels": ((count,), np.int64),
            "area": ((count,), np.float32),
            "iscrowd": ((count,), np.int64),
        }
        assert not target["iscrowd"].any()


def test_boxes_lie_in_the_image_and_hold_their_area():
    _, targets, _ = draw(100, max_shapes=8)
    for target in targets:
        x1, y1, x2, y2 = target["boxes"].T
        for low, high in ((x1, x2), (y1, y2)):
            assert (low >= 0).all()
            assert (low < high).all()
            assert (high <= 64).all()
        assert (target["area"] <= (x2 - x1) * (y2 - y1)).all()


def test_a_single_shape_is_boxed_tightly():
    _, targets, masks = draw(100, max_shapes=1)
    for target, mask in zip(targets, masks, strict=True):
        assert np.unique(mask).tolist() == [0, *target["labels"]]
        assert target["boxes"].tolist() == [extent(mask)]
        assert target["area"] == (mask > 0).sum()


def test_visible_parts_add_up_to_the_masks():
    _, targets, masks = draw(200, max_shapes=8)
    for target, mask in zip(targets, masks, strict=True):
        for label in range(1, len(SHAPES)):
            chosen = target["labels"] == label
            assert target["area"][chosen].sum() == (mask == label).sum()
            boxed = np.zeros_like(mask, bool)
            for x1, y1, x2, y2 in target["boxes"][chosen].astype(int):
                boxed[y1:y2, x1:x2] = True
            assert boxed[mask == label].all()


def test_shapes_overlap_but_half_of_each_remains():
    _, targets, _ = draw(200, max_shapes=8)
    areas = np.concatenate([target["area"] for target in targets])
    labels = np.concatenate([target["labels"] for target in targets])
    circles = areas[labels == 1]
    smallest = np.pi * (0.12 * 64) ** 2
    assert circles.min() > smallest / 2
    assert circles.min() < smallest * 0.9, "nothing overlaps"


@pytest.mark.parametrize(
    ("name", "tips", "area"),
    [
        ("circle", None, np.pi),
        ("triangle", 3, 3 * np.sqrt(3) / 4),
        ("square", 4, 2.0),
        ("star", 5, 5 * 0.45 * np.sin(np.pi / 5)),
    ],
)
def test_outlines_have_their_geometry(name, tips, area):
    _, targets, masks = draw(24, size=256, max_shapes=1)
    chosen = [t["labels"][0] == SHAPES.index(name) for t in targets]
    assert any(chosen)
    for mask in masks[chosen]:
        dy, dx = np.nonzero(mask)
        dy, dx = dy - dy.mean(), dx - dx.mean()
        radius = np.hypot(dy, dx)
        assert radius.max() ** 2 * area == pytest.approx(len(dy), rel=0.06)
        if tips:
            far = np.exp(1j * np.arctan2(dy, dx)[radius > 0.9 * radius.max()])
            # The tips' directions, raised to their number, coincide.
            assert abs((far**tips).mean()) > 0.9


def test_colours_are_the_palettes_and_say_nothing_about_the_class():
    images, targets, _ = draw(400, max_shapes=1)
    seen = {label: set() for label in range(1, len(SHAPES))}
    for image, target in zip(images, targets, strict=True):
        x1, y1, x2, y2 = target["boxes"][0]
        middle = image[:, int(y1 + y2) // 2, int(x1 + x2) // 2]
        rgb = np.rint(255 * middle).astype(np.uint8).tobytes().hex()
        seen[int(target["labels"][0])].add(rgb)
    assert all(colours == COLOURS for colours in seen.values())


def test_the_generator_decides():
    images, _, _ = draw(3)
    other, _, _ = draw(3, seed=1)
    assert (images != other).any(axis=(1, 2, 3)).all()
    rng = np.random.default_rng(0)
    first, _ = shapes_detection(1, rng=rng)
    second, _ = shapes_detection(2, rng=rng)
    np.testing.assert_array_equal(np.concatenate([first, second]), images)


def test_radius_bounds_the_sizes():
    _, targets, _ = draw(300, max_shapes=1, radius=(0.05, 0.4))
    sides = np.array([t["boxes"][0, 2:] - t["boxes"][0, :2] for t in targets])
    circles = sides[[t["labels"][0] == 1 for t in targets]]
    assert circles.min() < 9
    assert circles.max() > 48
    assert sides.max() <= 0.8 * 64 + 1
    assert sides.min() >= 2


@pytest.mark.parametrize("make", [shapes_detection, shapes_segmentation])
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n": 0}, ValueError, "n is 0, expected at least 1"),
        ({"n": 2.0}, TypeError, r"n is 2\.0, expected an integer"),
        ({"size": 31}, ValueError, "size is 31, expected at least 32"),
        ({"max_shapes": 9}, ValueError, "max_shapes is 9, expected 1 to 8"),
        ({"max_shapes": 0}, ValueError, "max_shapes is 0, expected at least 1"),
        ({"radius": (0.3, 0.2)}, ValueError, r"radius is \(0.3, 0.2\), expected the"),
        ({"radius": (0.03, 0.2)}, ValueError, r"from 0.03125 \(two pixels\) to 0.5"),
        ({"radius": (0.1, 0.6)}, ValueError, "radius is"),
        ({"radius": ("0.1", 0.2)}, TypeError, "radius is '0.1', expected a number"),
        ({"rng": 0}, TypeError, r"rng is 0, expected a numpy\.random\.Generator"),
        ({"rng": None}, TypeError, "rng is None"),
        ({"rng": np.random.RandomState(0)}, TypeError, "rng is RandomState"),
    ],
)
def test_wrong_arguments(make, options, error, message):
    with pytest.raises(error, match=message):
        make(**{"n": 1, "rng": np.random.default_rng(0), **options})
