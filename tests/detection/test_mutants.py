"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

import numpy as np

from tests.detection.mutants import MUTANTS
from tests.detection.oracles import (
    MATCHES,
    RANKINGS,
    SCENES,
    agrees_with_greedy,
    agrees_with_its_definition,
    agrees_with_pycocotools,
)
from tests.mutants import every, mutant_test

NOTICERS = {
    "match_detections": every(
        agrees_with_greedy, MATCHES, [{}, {"dtype": np.float32, "iou_threshold": 0.25}]
    ),
    "average_precision": every(agrees_with_its_definition, RANKINGS),
    "11 points": every(agrees_with_its_definition, RANKINGS, [{"interpolation": "11"}]),
    "evaluate_coco": every(agrees_with_pycocotools, SCENES),
}

test_mutants = mutant_test("dlnotes.detection", MUTANTS, NOTICERS)
