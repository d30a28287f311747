from collections import Counter
from functools import partial
from itertools import pairwise, permutations

import pytest

from dlnotes.teach import race


class Workbench:
    """Contenders that advance a clock by scripted durations and log their turns."""

    def __init__(self, **durations):
        self.now = 0.0
        self.turns = []
        self.durations = {name: iter(times) for name, times in durations.items()}

    def work(self, name):
        self.turns.append(name)
        self.now += next(self.durations[name])

    def measure(self, **options):
        contenders = {name: partial(self.work, name) for name in self.durations}
        return race(contenders, clock=lambda: self.now, **options)


def test_returns_medians_without_the_warm_up():
    bench = Workbench(a=[900, 1, 50, 2], b=[900, 3, 3, 4])
    assert bench.measure(repeats=3) == {"a": 2, "b": 3}


def test_each_round_runs_each_contender_once():
    bench = Workbench(a=[1] * 4, b=[1] * 4, c=[1] * 4)
    assert list(bench.measure(repeats=3)) == ["a", "b", "c"]
    rounds = [bench.turns[i : i + 3] for i in range(0, 12, 3)]
    assert [sorted(names) for names in rounds] == [["a", "b", "c"]] * 4


def test_each_rival_goes_before_a_contender_about_as_often():
    bench = Workbench(a=[1] * 301, b=[1] * 301, c=[1] * 301)
    bench.measure(repeats=300)
    followed = Counter(pairwise(bench.turns))
    counts = [followed[pair] for pair in permutations("abc", 2)]
    assert max(counts) < 1.5 * min(counts)


def test_starts_no_round_after_the_deadline():
    bench = Workbench(a=[1] * 100)
    bench.measure(repeats=99, seconds=10)
    assert len(bench.turns) == 11


def test_counts_three_rounds_however_slow():
    bench = Workbench(a=[100] * 9)
    assert bench.measure(repeats=8, seconds=1) == {"a": 100}
    assert len(bench.turns) == 1 + 3


def test_the_real_clock_runs():
    assert race({"sum": lambda: sum(range(1000))})["sum"] > 0


@pytest.mark.parametrize(("contenders", "repeats"), [({}, 3), ({"a": print}, 0)])
def test_refuses_nothing_to_measure(contenders, repeats):
    with pytest.raises(ValueError, match=rf"{len(contenders)} contenders.*{repeats}"):
        race(contenders, repeats=repeats)


def test_ratio_and_milliseconds():
    bench = Workbench(a=[900, 2], b=[900, 4])
    times = bench.measure(repeats=1)
    assert times.ratio("b", "a") == 2
    assert times.milliseconds == {"a": 2000, "b": 4000}
