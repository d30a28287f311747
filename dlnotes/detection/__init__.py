"""Detection: boxes, which of them to keep, and how well they find, in NumPy."""

from dlnotes.detection.anchor_boxes import anchor_boxes
from dlnotes.detection.average_precision import average_precision
from dlnotes.detection.batched_nms import batched_nms
from dlnotes.detection.box_area import box_area
from dlnotes.detection.box_convert import box_convert
from dlnotes.detection.box_iou import box_iou
from dlnotes.detection.clip_boxes_to_image import clip_boxes_to_image
from dlnotes.detection.complete_box_iou import complete_box_iou
from dlnotes.detection.decode_boxes import decode_boxes
from dlnotes.detection.default_boxes import default_boxes
from dlnotes.detection.distance_box_iou import distance_box_iou
from dlnotes.detection.encode_boxes import encode_boxes
from dlnotes.detection.evaluate_coco import evaluate_coco
from dlnotes.detection.generalized_box_iou import generalized_box_iou
from dlnotes.detection.hard_negatives import hard_negatives
from dlnotes.detection.match_boxes import match_boxes
from dlnotes.detection.match_detections import match_detections
from dlnotes.detection.nms import nms, nms_naive
from dlnotes.detection.precision_recall import precision_recall
from dlnotes.detection.ps_roi_pool import ps_roi_pool, ps_roi_pool_backward
from dlnotes.detection.roi_align import roi_align, roi_align_backward
from dlnotes.detection.roi_pool import roi_pool, roi_pool_backward
from dlnotes.detection.soft_nms import soft_nms
from dlnotes.detection.yolo_boxes import yolo_boxes
from dlnotes.detection.yolo_target import yolo_target

__all__ = [
    "anchor_boxes",
    "average_precision",
    "batched_nms",
    "box_area",
    "box_convert",
    "box_iou",
    "clip_boxes_to_image",
    "complete_box_iou",
    "decode_boxes",
    "default_boxes",
    "distance_box_iou",
    "encode_boxes",
    "evaluate_coco",
    "generalized_box_iou",
    "hard_negatives",
    "match_boxes",
    "match_detections",
    "nms",
    "nms_naive",
    "precision_recall",
    "ps_roi_pool",
    "ps_roi_pool_backward",
    "roi_align",
    "roi_align_backward",
    "roi_pool",
    "roi_pool_backward",
    "soft_nms",
    "yolo_boxes",
    "yolo_target",
]
