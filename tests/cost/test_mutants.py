"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from tests.cost.mutants import MUTANTS
from tests.cost.oracles import STACKS, sees_what_the_gradient_reaches
from tests.mutants import every, mutant_test

NOTICERS = {"receptive_field": every(sees_what_the_gradient_reaches, STACKS)}

test_mutants = mutant_test("dlnotes.cost", MUTANTS, NOTICERS)
