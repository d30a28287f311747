"""Who looks for an error in an operator should not have to open many files."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import numpy as np
import pytest

import dlnotes
from dlnotes.convolution import conv2d
from dlnotes.normalization import batch_norm

PACKAGE = str(Path(dlnotes.__file__).parent)


def files_passed(call: Callable[[], object]) -> set[str]:
    """Names of the package's files in which a function ran."""
    files = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            files.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return files


@pytest.mark.parametrize(
    ("x", "weight", "options"),
    [
        ((2, 4, 30, 30), (4, 4, 3, 3), {}),
        ((2, 4, 9, 9), (8, 2, 3, 3), {"groups": 2, "stride": 2}),
        ((2, 4, 9, 9), (8, 4, 1, 1), {}),
        ((2, 4, 30, 30), (4, 1, 3, 3), {"groups": 4, "padding": "same"}),
        *(
            ((2, 4, 9, 9), (8, 4, 3, 3), {"algorithm": name})
            for name in ("naive", "im2col", "indirect", "shift", "fft", "winograd")
        ),
    ],
)
def test_conv2d(x, weight, options):
    x, weight = np.ones(x), np.ones(weight)
    assert 3 < len(files_passed(lambda: conv2d(x, weight, **options))) <= 6


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm(training):
    x, mean, var = np.ones((2, 3, 4)), np.zeros(3), np.ones(3)
    call = files_passed(lambda: batch_norm(x, mean, var, training=training))
    assert 3 < len(call) <= 6
