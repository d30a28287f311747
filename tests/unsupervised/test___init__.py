"""Every estimator passes scikit-learn's own checks, all of them."""

import os
import subprocess
import sys

import pytest
from sklearn.utils.estimator_checks import estimator_checks_generator

from dlnotes.unsupervised import PCA, KMeans, KMedians, MiniBatchKMeans

ESTIMATORS = [
    PCA(),
    PCA(2, whiten=True, solver="covariance"),
    KMeans(),
    KMedians(),
    MiniBatchKMeans(),
]
# One check runs only under SCIPY_ARRAY_API=1, which SciPy reads once, at its import.
ELSEWHERE = "check_array_api_input"
SCRIPT = f"""
from sklearn.utils.estimator_checks import estimator_checks_generator
from dlnotes.unsupervised import *
for estimator in {ESTIMATORS}:
    own = estimator_checks_generator(estimator)
    (check,) = (c for _, c in own if c.func.__name__ == "{ELSEWHERE}")
    check(estimator)
"""
CHECKS = [
    pytest.param(check, own, id=f"{own}-{check.func.__name__}")
    for estimator in ESTIMATORS
    for own, check in estimator_checks_generator(estimator)
    if check.func.__name__ != ELSEWHERE
]


@pytest.mark.parametrize(("check", "estimator"), CHECKS)
def test_scikit_learn(check, estimator):
    check(estimator)


def test_scikit_learn_with_other_array_libraries():
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(
        command,
        env=os.environ | {"SCIPY_ARRAY_API": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def test_without_scikit_learn_the_error_says_what_to_install():
    script = "import sys; sys.modules['sklearn'] = None; import dlnotes.unsupervised"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert 'pip install "dlnotes[learn]"' in run.stderr.splitlines()[-1]
