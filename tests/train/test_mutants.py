"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants import mutant_test
from tests.train import oracles
from tests.train.mutants import MUTANTS


def _in_a_folder(oracle, train):
    with TemporaryDirectory() as folder:
        oracle(train, Path(folder))


NOTICERS = {
    name: getattr(oracles, f"assert_{name}")
    for name in ("steps", "scheduler", "seeds", "validates", "modes")
} | {
    name: partial(_in_a_folder, getattr(oracles, f"assert_{name}"))
    for name in (
        "resumes",
        "stops",
        "refuses",
        "writes_whole",
        "together",
        "together_again",
        "shares",
    )
}

test_mutants = mutant_test("dlnotes.train", MUTANTS, NOTICERS)
