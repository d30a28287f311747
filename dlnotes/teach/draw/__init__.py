"""Drawings too long for a notebook's cell, one module a topic."""

from dlnotes.teach.draw import convolution, surfaces
from dlnotes.teach.draw._grid import grid
from dlnotes.teach.draw._svg import Svg

__all__ = ["Svg", "convolution", "grid", "surfaces"]
