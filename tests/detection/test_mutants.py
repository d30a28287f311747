"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from functools import partial

import numpy as np

from tests.detection import evaluation, one_stage, oracles, regions, suppression
from tests.detection.mutants import MUTANTS
from tests.mutants import every, mutant_test

WEIGHTS = {"weights": (10, 10, 5, 5)}


def pairs(name):
    """Return a noticer of one measure, on all sizes."""
    return every(
        lambda ops, sizes, **kind: oracles.agrees_with_its_definition(
            ops, name, sizes, **kind
        ),
        oracles.SIZES,
        [{}, {"dtype": np.float32}],
    )


NOTICERS = {name: pairs(name) for name in oracles.PAIRS} | {
    "pixels": oracles.counts_pixels,
    "box_area": oracles.measures,
    "box_convert": oracles.converts,
    "clip_boxes_to_image": oracles.clips,
    "nms": every(suppression.keeps_what_greedy_keeps, suppression.NMS),
    "tied nms": every(
        suppression.keeps_what_greedy_keeps, suppression.NMS, [{"tied": True}]
    ),
    "many nms": every(suppression.keeps_what_the_naive_keeps, suppression.MANY),
    "nms of wide ones": suppression.drops_what_begins_earlier,
    "recorded nms": suppression.keeps_what_torchvision_kept,
    "batched_nms": every(suppression.keeps_classes_apart, suppression.NMS),
    "soft_nms": every(suppression.softens, suppression.SOFT),
    "just above soft_nms": suppression.softens_just_above,
    "encode_boxes": partial(oracles.encodes, n=9),
    "weighted encode_boxes": partial(oracles.encodes, n=9, **WEIGHTS),
    "decode_boxes": partial(oracles.decodes, classes=3),
    "weighted decode_boxes": partial(oracles.decodes, classes=3, **WEIGHTS),
    "anchor_boxes": oracles.lays_anchors,
    "default_boxes": oracles.lays_default_boxes,
    **{
        name: every(
            lambda ops, case, name=name, **kind: regions.agrees_with_its_definition(
                ops, name, case, **kind
            ),
            cases,
            regions.VARIANTS[::3],
        )
        for name, cases in regions.CASES.items()
    },
    **{
        f"empty {name}": partial(regions.takes_an_empty_batch, name=name)
        for name in regions.CASES
    },
    **{
        f"many of {name}": partial(regions.adds_up_many_boxes, name=name)
        for name in regions.CASES
    },
    "whole regions": regions.is_adaptive_pooling_of_whole_regions,
    "grid_sample": regions.is_torch_s_grid_sample,
    "blocks": regions.agrees_in_small_blocks,
    "a ramp": regions.means_of_a_ramp_are_exact,
    "match_detections": every(
        evaluation.agrees_with_greedy,
        evaluation.MATCHES,
        [{}, {"dtype": np.float32, "iou_threshold": 0.25}],
    ),
    "average_precision": every(
        evaluation.agrees_with_its_definition, evaluation.RANKINGS
    ),
    "11 points": every(
        evaluation.agrees_with_its_definition,
        evaluation.RANKINGS,
        [{"interpolation": "11"}],
    ),
    "match_boxes": every(one_stage.matches, one_stage.MATCHES),
    "hard_negatives": every(
        one_stage.chooses, one_stage.NEGATIVES, [{}, {"ratio": 0.5, "tied": True}]
    ),
    "yolo_target": one_stage.writes_cells,
    "yolo_boxes": one_stage.reads_cells,
    "SSD.encode": one_stage.encodes_targets,
    "SSD.decode": one_stage.decodes_what_it_encodes,
    "SSD heads": one_stage.puts_answers_in_the_order_of_boxes,
    "SSD path": one_stage.adds_from_the_top,
    "ssd_loss": one_stage.loses,
    "evaluate_coco": every(evaluation.agrees_with_pycocotools, evaluation.SCENES),
}

test_mutants = mutant_test("dlnotes.detection", MUTANTS, NOTICERS)
