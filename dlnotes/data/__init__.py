"""Small data sets that need no download: inside installed packages, or drawn.

Only :func:`cifar10` asks for files, which the reader supplies. Every call reads or
draws anew, so the arrays are the caller's own to change.
"""

from dlnotes.data.animals import animal_shapes
from dlnotes.data.cifar import cifar10
from dlnotes.data.efficientnet_lite0_weights import efficientnet_lite0_weights
from dlnotes.data.handwriting import digits, mnist_small
from dlnotes.data.pictures import photos
from dlnotes.data.shapes import SHAPES, shapes_detection, shapes_segmentation
from dlnotes.data.spiral import spirals

__all__ = [
    "SHAPES",
    "animal_shapes",
    "cifar10",
    "digits",
    "efficientnet_lite0_weights",
    "mnist_small",
    "photos",
    "shapes_detection",
    "shapes_segmentation",
    "spirals",
]
