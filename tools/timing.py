"""The benchmarks' name for :func:`dlnotes.teach.race`, which chapters use too."""

from dlnotes.teach.race import race as interleaved_medians

__all__ = ["interleaved_medians"]
