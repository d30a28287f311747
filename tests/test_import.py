"""Importing the package is light: NumPy, and nothing heavier."""

import subprocess
import sys

import pytest

from tools.lint_house import HEAVY, NUMPY_ROOMS, ROOT_PACKAGE, rooms

SCRIPT = """
import importlib, sys, time
import numpy
begin = time.perf_counter()
importlib.import_module("{name}")
print(time.perf_counter() - begin)
print(*({heavy} & set(sys.modules)))
"""
NAMES = [
    ROOT_PACKAGE,
    *(f"{ROOT_PACKAGE}.{room}" for room in rooms() if room in NUMPY_ROOMS),
]


@pytest.mark.parametrize("name", NAMES)
def test_import_adds_a_tenth_of_a_second_at_most_and_nothing_heavy(name):
    script = SCRIPT.format(name=name, heavy=HEAVY)
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout.split("\n")
        for _ in range(5)
    ]
    assert min(float(seconds) for seconds, *_ in runs) <= 0.1
    assert {heavy for _, heavy, *_ in runs} == {""}
