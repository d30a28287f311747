"""What a detector of one stage promises, box by box, in loops.

`ops` is `dlnotes.detection` or a broken copy of it: the real one passes, mutants must
not.
"""

import importlib
import math

import numpy as np
import torch
from torch.nn import functional as F

from tests.detection.oracles import drawn, iou
from tests.oracles import Unchanged

MATCHES = [
    (0, 5),
    (1, 1),
    (1, 9),
    (3, 20),
    (6, 4),
    (4, 60),
    (3, 300),
]  # things and boxes
NEGATIVES = [(1,), (12,), (3, 20), (2, 2, 9), (0, 4)]  # shapes; the last axis: boxes

OPTIONS = {
    "image_size": 16,
    "in_channels": 2,
    "widths": (3, 4, 5),
    "taps": (1, 2),
    "scales": (0.3, 0.5, 0.8),
}


def matched(truth, boxes, threshold):
    """Take pairs by falling overlap, then give each box left its best thing."""
    overlaps = {
        (g, n): iou(a, b) for g, a in enumerate(truth) for n, b in enumerate(boxes)
    }
    whose = {}
    for g, n in sorted(overlaps, key=lambda pair: (-overlaps[pair], pair)):
        if overlaps[g, n] > 0 and g not in whose.values() and n not in whose:
            whose[n] = g
    for n in range(len(boxes)):
        best = max(range(len(truth)), key=lambda g: overlaps[g, n], default=-1)
        if n not in whose and best >= 0 and overlaps[best, n] >= threshold:
            whose[n] = best
    return [whose.get(n, -1) for n in range(len(boxes))]


def matches(ops, case, *, dtype=np.float64, threshold=0.5, strided=False):
    things, count = case
    kind = {"dtype": dtype, "strided": strided, "least": 1}
    truth, boxes = drawn(things, seed=1, **kind), drawn(count, seed=2, **kind)
    with Unchanged(truth, boxes):
        whose = ops.match_boxes(truth, boxes, iou_threshold=threshold)
    assert whose.dtype == np.int64
    assert whose.tolist() == matched(truth.tolist(), boxes.tolist(), threshold)


def chooses(ops, shape, *, dtype=np.float64, ratio=3.0, tied=False):
    rng = np.random.default_rng(len(shape))
    losses = rng.random(shape).astype(dtype)
    losses = losses.round(1) if tied else losses
    positive = rng.random(shape) < 0.2
    with Unchanged(losses, positive):
        chosen = ops.hard_negatives(losses, positive, ratio=ratio)
    assert chosen.dtype == bool
    for index in np.ndindex(shape[:-1]):
        row, own = losses[index].tolist(), positive[index].tolist()
        left = [n for n in range(len(row)) if not own[n]]
        left.sort(key=lambda n: -row[n])
        expected = sorted(left[: math.floor(ratio * sum(own))])
        assert chosen[index].nonzero()[0].tolist() == expected


def writes_cells(ops, *, dtype=np.float64, cells=4, num_boxes=2):
    """Compare with a plain loop, on a picture that is wider than high."""
    height, width, classes = 12, 20, 3
    boxes = drawn(6, seed=5, dtype=dtype, least=1)
    boxes = boxes[(boxes[:, 1] + boxes[:, 3]) / 2 < height]
    labels = np.arange(len(boxes)) % classes + 1
    target = ops.yolo_target(
        boxes,
        labels,
        image_size=(height, width),
        cells=cells,
        num_classes=classes,
        num_boxes=num_boxes,
    )
    expected = np.zeros((cells, cells, 5 * num_boxes + classes))
    for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels, strict=True):
        x, y = (x1 + x2) / 2 / width * cells, (y1 + y2) / 2 / height * cells
        i, j = min(int(y), cells - 1), min(int(x), cells - 1)
        if not expected[i, j].any():
            one = [x - j, y - i, (x2 - x1) / width, (y2 - y1) / height, 1]
            expected[i, j, : 5 * num_boxes] = one * num_boxes
            expected[i, j, 5 * num_boxes + label - 1] = 1
    assert len({*map(tuple, boxes.tolist())}) > (expected > 0).any(2).sum()
    assert target.dtype == dtype
    np.testing.assert_allclose(target, expected, rtol=1e-5)


def reads_cells(ops, *, dtype=np.float64, cells=3, num_boxes=2):
    height, width, classes = 30, 60, 4
    rng = np.random.default_rng(0)
    answer = rng.random((cells, cells, 5 * num_boxes + classes)).astype(dtype)
    found = ops.yolo_boxes(
        answer, image_size=(height, width), num_classes=classes, score_threshold=0.4
    )
    expected = []
    for i, j, b in np.ndindex(cells, cells, num_boxes):
        x, y, w, h, p = answer[i, j, 5 * b : 5 * b + 5].tolist()
        chances = answer[i, j, 5 * num_boxes :].tolist()
        cx, cy, w, h = (j + x) * width / cells, (i + y) * height / cells, w * 60, h * 30
        if (score := p * max(chances)) > 0.4:
            corners = cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2
            expected.append((*corners, score, chances.index(max(chances)) + 1))
    rows = np.column_stack([found["boxes"], found["scores"], found["labels"]])
    assert found["boxes"].dtype == found["scores"].dtype == dtype
    assert len(expected) > 3
    np.testing.assert_allclose(rows, expected, rtol=1e-4)


def network(ops, **options):
    """Return a small SSD of the package, or of a copy, whose numbers are drawn."""
    torch.manual_seed(0)
    module = importlib.import_module(f"{ops.__name__}.torch")
    return module.SSD(3, **OPTIONS | options)


def scenes(count=3, seed=0):
    """Return the things of some pictures of 16 x 16 pixels; the first has none."""
    rng = np.random.default_rng(seed)
    targets = []
    for k in range(count):
        corner = rng.uniform(0, 9, (k, 2))
        boxes = np.hstack([corner, corner + rng.uniform(3, 7, (k, 2))])
        labels = rng.integers(1, 4, k)
        targets.append({"boxes": boxes.astype(np.float32), "labels": labels})
    return targets


def encodes_targets(ops):
    """Each box bears the label and the numbers of the thing it was matched to."""
    net, targets = network(ops, aspect_ratios=(2,)), scenes()
    answers = net.encode(targets)
    assert answers.shape == (3, len(net.boxes), 5)
    assert answers.dtype == np.float32
    for answer, target in zip(answers, targets, strict=True):
        whose = matched(target["boxes"].tolist(), net.boxes.tolist(), 0.5)
        assert set(range(len(target["labels"]))) <= set(whose)
        for row, g, (x1, y1, x2, y2) in zip(answer, whose, net.boxes, strict=True):
            if g < 0:
                assert not row.any()
                continue
            u1, v1, u2, v2 = target["boxes"][g]
            expected = [
                target["labels"][g],
                10 * (u1 + u2 - x1 - x2) / 2 / (x2 - x1),
                10 * (v1 + v2 - y1 - y2) / 2 / (y2 - y1),
                5 * math.log((u2 - u1) / (x2 - x1)),
                5 * math.log((v2 - v1) / (y2 - y1)),
            ]
            np.testing.assert_allclose(row, expected, atol=1e-4)


def answered(net, targets, sure=9.0):
    """Return outputs that say exactly what is to be said."""
    target = torch.from_numpy(net.encode(targets))
    logits = sure * F.one_hot(target[..., 0].long(), net.num_classes + 1)
    return torch.cat([logits, target[..., 1:]], -1)


def decodes_what_it_encodes(ops):
    net, targets = network(ops), scenes(4)
    found = net.decode(answered(net, targets), score_threshold=0.5)
    for things, target in zip(found, targets, strict=True):
        assert len(things["labels"]) == len(target["labels"])
        order = np.lexsort(things["boxes"].T), np.lexsort(target["boxes"].T)
        for key, atol in (("boxes", 1e-4), ("labels", 0)):
            ours, true = things[key][order[0]], target[key][order[1]]
            np.testing.assert_allclose(ours, true, atol=atol)


def loses(ops, ratio=3.0):
    """Compare with a plain loop over pictures and boxes."""
    module = importlib.import_module(f"{ops.__name__}.torch")
    net = network(ops)
    target = torch.from_numpy(net.encode(scenes()))
    torch.manual_seed(1)
    output = 2 * torch.randn(3, len(net.boxes), 8, dtype=torch.float64)
    total, things = 0.0, 0
    for rows, truths in zip(output, target.double(), strict=True):
        background = []
        for row, truth in zip(rows, truths, strict=True):
            label = int(truth[0])
            wrong = row[:4].logsumexp(0) - row[label]
            if not label:
                background.append(wrong.item())
                continue
            things += 1
            off = (row[4:] - truth[1:]).abs()
            near = torch.where(off < 1, off**2 / 2, off - 0.5)
            total += (wrong + near.sum()).item()
        own = int((truths[:, 0] > 0).sum())
        count = len(background) if ratio is None else int(ratio * own)
        total += sum(sorted(background, reverse=True)[:count])
    value = module.ssd_loss(output, target.double(), ratio=ratio)
    assert math.isclose(value.item(), total / things, rel_tol=1e-9)


def adds_from_the_top(ops):
    """With a path, what stands on the last map reaches the first one tapped."""
    net = network(ops, top_down=True).eval()
    maps = [torch.randn(1, w, n, n) for w, n in ((3, 8), (4, 4), (5, 2))]
    fine = net._from_the_top([m.clone() for m in maps])
    upper = F.conv2d(maps[2], net.lateral[1].weight, net.lateral[1].bias)
    lower = F.conv2d(maps[1], net.lateral[0].weight, net.lateral[0].bias)
    enlarged = upper.repeat_interleave(2, 2).repeat_interleave(2, 3)
    for ours, expected in zip(fine, [maps[0], lower + enlarged, upper], strict=True):
        torch.testing.assert_close(ours, expected)


def puts_answers_in_the_order_of_boxes(ops):
    """A head that answers a number a channel: each box gets its own."""
    net = network(ops, taps=(2,), scales=(0.4, 0.7), aspect_ratios=(2,)).eval()
    (head,) = net.heads
    torch.nn.init.zeros_(head.weight)
    head.bias.data = torch.arange(4 * 8.0)
    rows = net(torch.zeros(1, 2, 16, 16))[0]
    expected = torch.arange(32.0).reshape(4, 8).repeat(4, 1)
    torch.testing.assert_close(rows, expected)
    # of a cell: the square, the larger square, the wide box, the high one
    wide = net.boxes.reshape(4, 4, 4)[:, 2]
    assert (wide[:, 2] - wide[:, 0] > wide[:, 3] - wide[:, 1]).all()
    # a change in the upper right corner is seen by boxes there
    net, x = (
        network(ops, taps=(0,), scales=(0.2, 0.3)).eval(),
        torch.zeros(1, 2, 16, 16),
    )
    before = net(x)[0]
    x[..., 0, 15] = 1
    moved = (net(x)[0] != before).any(1)
    assert moved.any()
    assert (net.boxes[moved, 0] > 8).all()
    assert (net.boxes[moved, 3] < 8).all()
