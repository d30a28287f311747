"""The definitions of the poolings of regions, a bin and a point at a time, in torch.

`ops` is `dlnotes.detection` or a broken copy of it: the real one passes, mutants must
not.
"""

import math
from importlib import import_module
from unittest.mock import patch

import numpy as np
import torch

from tests.oracles import (
    Unchanged,
    assert_agrees,
    check_finite_differences,
    sample,
    torch_oracle,
)

SHAPE = (2, 12, 9, 11)


def regions(count, *, seed=0, dtype=np.float64, strided=False):
    """Draw boxes around a map of 9 by 11: some reach out, some are empty or halves."""
    rng = np.random.default_rng(seed)
    corner = rng.uniform(-3, 9, (count, 2))
    boxes = np.hstack([corner, corner + rng.uniform(0, 8, (count, 2))])
    boxes[1::4] = np.round(2 * boxes[1::4]) / 2
    boxes[2::7, 2:] = boxes[2::7, :2]
    number = rng.integers(0, SHAPE[0], (count, 1))
    all_five = np.hstack([number, boxes]).astype(dtype)
    if strided:
        wide = np.zeros((2 * count, 10), dtype)
        wide[::2, ::2] = all_five
        return wide[::2, ::2]
    return all_five


def away_from_zero(value):
    """Round a half up, or down where it is negative."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def bins(first, size, count, length, dtype):
    """The whole pixels of each part of an axis, those on the map."""
    part = dtype(size) / dtype(count)
    for i in range(count):
        begin = first + math.floor(dtype(i) * part)
        end = first + math.ceil(dtype(i + 1) * part)
        yield slice(max(begin, 0), max(min(end, length), 0))


def quantised(x, boxes, size, scale, last):
    """Yield each bin of each box: its place, and its pixels, rows and columns."""
    dtype = boxes.dtype.type
    for k, (n, *box) in enumerate(boxes):
        x1, y1, x2, y2 = (away_from_zero(dtype(v) * dtype(scale)) for v in box)
        high, wide = max(y2 - y1 + last, 1), max(x2 - x1 + last, 1)
        cut = 1 - last  # where a box ends before its corner, so does the map
        rows = bins(y1, high, size[0], x.shape[2] - cut, dtype)
        for i, row in enumerate(rows):
            columns = bins(x1, wide, size[1], x.shape[3] - cut, dtype)
            for j, column in enumerate(columns):
                yield k, i, j, x[int(n), :, row, column]


def roi_pool(x, boxes, output_size, *, spatial_scale=1.0):
    y = torch.zeros(len(boxes), x.shape[1], *output_size, dtype=x.dtype)
    for k, i, j, pixels in quantised(x, boxes, output_size, spatial_scale, last=1):
        if pixels.numel():
            y[k, :, i, j] = pixels.flatten(1).max(dim=1).values
    return y


def ps_roi_pool(x, boxes, output_size, *, spatial_scale=1.0):
    high, wide = output_size
    y = torch.zeros(len(boxes), x.shape[1] // (high * wide), high, wide, dtype=x.dtype)
    for k, i, j, pixels in quantised(x, boxes, output_size, spatial_scale, last=0):
        if pixels.numel():
            own = pixels[i * wide + j :: high * wide]
            y[k, :, i, j] = own.flatten(1).mean(dim=1)
    return y


def between(u, length):
    """Weights of an axis's pixels for a point on it."""
    if not -1 <= u <= length:
        return torch.zeros(length, dtype=torch.float64)
    inside = min(max(u, 0), length - 1)
    pixels = torch.arange(length, dtype=torch.float64)
    return (1 - (pixels - inside).abs()).clamp(min=0)


def middles(first, last, count, length, ratio, aligned):
    """Weights of an axis's pixels for each of its parts: means over points."""
    size = last - first if aligned else max(last - first, 1)
    points = ratio if ratio > 0 else math.ceil(size / count)
    for i in range(count):
        at = [first + (i + (m + 0.5) / points) * size / count for m in range(points)]
        zero = torch.zeros(length, dtype=torch.float64)
        yield sum((between(float(u), length) for u in at), zero) / max(points, 1)


def roi_align(
    x, boxes, output_size, *, spatial_scale=1.0, sampling_ratio=-1, aligned=False
):
    y = torch.zeros(len(boxes), x.shape[1], *output_size, dtype=x.dtype)
    for k, (n, *box) in enumerate(boxes.astype(float)):
        x1, y1, x2, y2 = (v * spatial_scale - aligned / 2 for v in box)
        how = sampling_ratio, aligned
        for i, row in enumerate(middles(y1, y2, output_size[0], x.shape[2], *how)):
            columns = middles(x1, x2, output_size[1], x.shape[3], *how)
            for j, column in enumerate(columns):
                weight = (row[:, None] * column).to(x.dtype)
                y[k, :, i, j] = (x[int(n)] * weight).sum((1, 2))
    return y


DEFINITIONS = {"roi_pool": roi_pool, "ps_roi_pool": ps_roi_pool, "roi_align": roi_align}

POOLS = [
    (12, (2, 3), {"spatial_scale": 1.0}),
    (12, (3, 2), {"spatial_scale": 0.5}),
    (1, (4, 1), {}),
    (0, (2, 2), {}),
]
ALIGNS = [
    (count, size, options | {"sampling_ratio": ratio, "aligned": aligned})
    for count, size, options in POOLS
    for ratio, aligned in [(-1, False), (-1, True), (1, False), (3, True)]
]
CASES = {"roi_pool": POOLS, "ps_roi_pool": POOLS, "roi_align": ALIGNS}
VARIANTS = [{}, {"dtype": np.float32}, {"strided": True}, {"listed": True}]


def agrees_with_its_definition(
    ops, name, case, *, dtype=np.float64, strided=False, listed=False
):
    """Output and gradient are as the definition says; no argument is changed."""
    count, size, options = case
    x = sample(SHAPE, seed=1, dtype=dtype, strided=strided)
    boxes = regions(count, dtype=dtype, strided=strided)
    if listed:
        boxes = boxes[boxes[:, 0].argsort(kind="stable")]
    y, dy, (dx,) = torch_oracle(
        lambda tensor: (
            DEFINITIONS[name](tensor, boxes, size, **options) + 0 * tensor.sum()
        ),
        x,
    )
    given = [boxes[boxes[:, 0] == n, 1:] for n in range(len(x))] if listed else boxes
    with Unchanged(x, boxes, dy), np.errstate(all="raise", under="ignore"):
        assert_agrees(getattr(ops, name)(x, given, size, **options), y)
        actual = getattr(ops, f"{name}_backward")(dy, x, given, size, **options)
        assert_agrees(actual, dx)
    assert actual.flags.c_contiguous


def is_adaptive_pooling_of_whole_regions(ops):
    """A region of whole pixels is cut as torch's adaptive pooling cuts an image."""
    x = sample((1, 6, 9, 11), seed=3)
    for y1, x1, y2, x2 in [(0, 0, 9, 11), (2, 1, 7, 10), (3, 3, 5, 4)]:
        part = torch.tensor(x[..., y1:y2, x1:x2])
        box = np.array([[0.0, x1, y1, x2 - 1, y2 - 1]])
        expected = torch.nn.functional.adaptive_max_pool2d(part, (2, 3))
        assert_agrees(ops.roi_pool(x, box, (2, 3)), expected.numpy())
        inside = np.pad(x, ((0, 0), (0, 0), (0, 1), (0, 1)))  # the last is never seen
        box = np.array([[0.0, x1, y1, x2, y2]])
        expected = torch.nn.functional.adaptive_avg_pool2d(part, (2, 3))
        actual = ops.ps_roi_pool(inside, box, (2, 3))
        own = [expected[0, c, c // 3, c % 3] for c in range(6)]
        assert_agrees(actual, np.array(own).reshape(1, 1, 2, 3))


def is_torch_s_grid_sample(ops):
    """One point a bin is what bilinear sampling finds there."""
    x = sample((1, 3, 9, 11), seed=4)
    box = np.array([[0.0, 1.3, 2.1, 8.9, 6.7]])
    at = [
        np.linspace(a, b, 2 * n + 1)[1::2] - 0.5
        for a, b, n in ((2.1, 6.7, 2), (1.3, 8.9, 4))
    ]
    v, u = np.meshgrid(*at, indexing="ij")
    grid = torch.tensor(np.stack([2 * u / 10 - 1, 2 * v / 8 - 1], axis=-1)[None])
    expected = torch.nn.functional.grid_sample(
        torch.tensor(x), grid, mode="bilinear", align_corners=True
    )
    actual = ops.roi_align(x, box, (2, 4), sampling_ratio=1, aligned=True)
    assert_agrees(actual, expected.numpy())


def means_of_a_ramp_are_exact(ops):
    """On a map that rises evenly, a bin's mean is the map's value at its middle."""
    v, u = np.indices((20, 30)) + 0.5  # the middles of pixels
    x = (3 * u - 2 * v + 1)[None, None]
    boxes = np.hstack([np.zeros((9, 1)), regions(9, seed=2)[:, 1:] + 5])
    for ratio in (-1, 1, 2):
        y = ops.roi_align(x, boxes, (2, 3), sampling_ratio=ratio, aligned=True)
        for k, (_, x1, y1, x2, y2) in enumerate(boxes):
            if x1 == x2:  # no size, no adaptive points
                continue
            at = x1 + (np.arange(3) + 0.5) / 3 * (x2 - x1)
            down = y1 + (np.arange(2) + 0.5) / 2 * (y2 - y1)
            assert_agrees(y[k, 0], 3 * at - 2 * down[:, None] + 1)


def agrees_in_small_blocks(ops, name="roi_align"):
    """So it is where hardly a region fits into a block."""
    with patch.object(import_module(f"{ops.__name__}._regions"), "BLOCK", 40):
        agrees_with_its_definition(ops, name, CASES[name][0])


def gradients_are_slopes(ops, name):
    """Small steps of each pixel change the output as the backward pass says."""
    pool, backward = getattr(ops, name), getattr(ops, f"{name}_backward")
    x = sample((2, 6, 5, 4), seed=0)
    boxes = np.array([[1.0, 1, 1, 3, 3], [0, -1, 2, 2, 6], [1, 0, 0, 2.5, 2]])
    check_finite_differences(
        lambda x: pool(x, boxes, (3, 2)),
        lambda dy, x: backward(dy, x, boxes, (3, 2)),
        x,
    )


def takes_an_empty_batch(ops, name):
    """Without a map there is no region, and each size is still known."""
    pool, backward = getattr(ops, name), getattr(ops, f"{name}_backward")
    x = np.zeros((0, *SHAPE[1:]))
    channels = 2 if name == "ps_roi_pool" else 12
    for boxes in (np.zeros((0, 5)), []):
        y = pool(x, boxes, (2, 3))
        assert y.shape == (0, channels, 2, 3)
        assert backward(y, x, boxes, (2, 3)).shape == x.shape


def adds_up_many_boxes(ops, name, count=100_000):
    """As many small shares as boxes: float32 would lose what comes late."""
    x = np.zeros((1, 1, 3, 3), np.float32)
    boxes = np.tile(np.array([0, 1, 1, 1.75, 1.75], np.float32), (count, 1))
    dy = np.full((count, 1, 1, 1), 0.1, np.float32)
    dx = getattr(ops, f"{name}_backward")(dy, x, boxes, 1)
    assert math.isclose(dx.sum(dtype=float), dy.sum(dtype=float), rel_tol=1e-6)
