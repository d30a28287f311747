"""Detection: boxes, and how well they are found, in NumPy."""

from dlnotes.detection.average_precision import average_precision
from dlnotes.detection.evaluate_coco import evaluate_coco
from dlnotes.detection.match_detections import match_detections
from dlnotes.detection.precision_recall import precision_recall

__all__ = [
    "average_precision",
    "evaluate_coco",
    "match_detections",
    "precision_recall",
]
