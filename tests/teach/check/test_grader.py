"""Grading survives whatever the reader's function does, and says what it did."""

import _thread
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from dlnotes.teach import check
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check._limits import MOST_PRINTED, _Printed

right = check.conv2d.oracle


def raises(x, weight, *bias, **how):
    index = x.size + 7
    return x[index]


def exits(*args, **how):
    sys.exit(3)


def changes_input(x, weight, *bias, **how):
    y = right(x, weight, *bias, **how)
    weight += 1
    return y


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


class NoInput(NotImplementedError):
    pass


def asks(*args, **how):
    raise NoInput("nobody to ask")


class Odd:
    def __repr__(self):
        raise RuntimeError


def raises_unprintable(*args, **how):
    raise Unprintable


def recurses(*args, **how):
    return recurses(*args, **how)


def answer(change):
    """Make a function that changes the right answer."""
    return lambda *args, **how: change(right(*args, **how))


def empty_first(y):
    return np.where(np.arange(y.size).reshape(y.shape) == 0, np.nan, y)


ZOO = {
    "raises": (raises, "IndexError: index 8 is out of bounds"),
    "line": (raises, "return x[index]"),
    "asks": (asks, "NoInput: nobody to ask"),
    "exits": (exits, "exits Python"),
    "recurses": (recurses, "RecursionError"),
    "unprintable": (raises_unprintable, "<exception str() failed>"),
    "input": (changes_input, "changes its input weight"),
    "signature": (lambda: None, "your function should be conv2d(x, weight, bias=None"),
    "builtin": (np.linalg.inv, "inv() takes 1 positional argument"),
    "list": (answer(np.ndarray.tolist), "has type list, expected a NumPy array"),
    "odd": (answer(lambda y: Odd()), "has type Odd, expected a NumPy array"),
    "objects": (answer(lambda y: y.astype(object)), "has dtype object"),
    "complex": (answer(lambda y: y + 0j), "has dtype complex128, expected float64"),
    "integers": (answer(lambda y: y.astype(int)), "its dtype is int64"),
    "float64": (
        answer(lambda y: y.astype(float)),
        "its dtype is float64: keep that of x, float32",
    ),
    "flat": (answer(np.ravel), "has shape (1,), expected (1, 1, 1, 1): the values"),
    "axes": (
        answer(lambda y: y.transpose(0, 2, 3, 1)),
        "its axes are in another order, (0, 3, 1, 2) puts it right",
    ),
    "shape": (answer(lambda y: y[..., :-1]), "has shape (1, 1, 1, 0), expected"),
    "nan": (answer(empty_first), "NaN or infinity"),
    "zeros": (answer(np.zeros_like), "is zero everywhere"),
    "factor": (answer(lambda y: y / 4), "is the right one times 0.25."),
    "offset": (answer(lambda y: y + 2), "is the right one plus 2."),
    "random": (answer(lambda y: y + np.random.default_rng().random()), "two answers"),
}


@pytest.mark.parametrize(("fn", "diagnosis"), ZOO.values(), ids=ZOO)
def test_the_diagnosis_names_what_happened(fn, diagnosis):
    report = check.conv2d(fn)
    assert not report.passed
    assert diagnosis in report.diagnosis
    assert report.diagnosis in repr(report)


class Hostile:
    """Raises whatever is asked of it."""

    __hash__ = None

    def __eq__(self, other):
        raise SystemExit

    def __array__(self, *args, **kwargs):
        raise KeyboardInterrupt

    def __repr__(self):
        raise SystemExit


class Endless:
    def __repr__(self):
        while True:
            pass


class EndlessList(list):
    def __iter__(self):
        while True:
            yield 1


class Overridden(np.ndarray):
    def __eq__(self, other):
        raise MemoryError

    def __array_ufunc__(self, *args, **kwargs):
        raise MemoryError


ANSWERS = {
    "huge": lambda: np.broadcast_to(0.0, (10**6, 10**6)),
    "huge of the right rank": lambda: np.broadcast_to(0.0, (1, 1, 10**8, 10**8)),
    "hostile": Hostile,
    "hostile in an array": lambda: np.array([Hostile(), None]),
    "endless": Endless,
    "endless parts": lambda: (Endless(), Endless(), Endless()),
    "endless list": lambda: EndlessList([1]),
    "generator": lambda: iter(int, 1),
    "subclass": lambda: np.zeros(3).view(Overridden),
    "integer too long to print": lambda: 10**5000,
    "masked": lambda: np.ma.masked_array([6.0], [True]),
    "memory": lambda: np.ones((10**8, 10**8)),
}


@pytest.mark.parametrize("exercise", ["conv2d", "output_size", "conv2d_backward"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_answer_breaks_or_stalls_the_grading(exercise, answer):
    before = set(threading.enumerate())
    start = time.monotonic()
    report = getattr(check, exercise)(lambda *args, **how: answer(), seconds=0.5)
    assert time.monotonic() - start < 5
    assert not report.passed
    assert repr(report)
    assert_no_thread_since(before)


def loops():
    while True:
        pass


def loops_and_catches():
    while True:
        try:
            time.sleep(0.001)
        except Exception:
            pass


@pytest.mark.parametrize("forever", [loops, loops_and_catches])
def test_an_endless_loop_is_stopped(forever):
    before = set(threading.enumerate())
    start = time.monotonic()
    report = check.conv2d(lambda *args, **how: forever(), seconds=0.2)
    assert time.monotonic() - start < 2
    assert "still running when time was up" in report.diagnosis
    assert "0 of 12 cases pass" in repr(report)
    assert_no_thread_since(before)


def assert_no_thread_since(before):
    for thread in set(threading.enumerate()) - before:
        thread.join(1)
        assert not thread.is_alive()


def test_a_loop_that_catches_everything_is_left_behind():
    released = False

    def stubborn(*args, **how):
        while not released:
            try:
                while not released:
                    pass
            except:  # noqa: E722
                pass

    before = set(threading.enumerate())
    start = time.monotonic()
    report = check.conv2d(stubborn, seconds=0.1)
    released = True
    assert time.monotonic() - start < 2
    assert "still running" in report.diagnosis
    assert_no_thread_since(before)


def test_what_sleeps_is_left_behind():
    released = threading.Event()
    start = time.monotonic()
    report = check.conv2d(lambda *args, **how: released.wait(30), seconds=0.1)
    released.set()
    assert time.monotonic() - start < 2
    assert "still running" in report.diagnosis


def test_a_case_that_is_too_slow_ends_the_grading():
    def slow_with_padding(*args, **how):
        while "padding" in how:
            pass
        return right(*args, **how)

    report = check.conv2d(slow_with_padding, seconds=0.3)
    assert "still running" in report.diagnosis
    assert "4 of 12 cases pass" in repr(report)
    assert "conv2d(x, weight, padding=1)" in repr(report)


def test_a_wrong_answer_that_does_not_come_again_in_time_is_still_diagnosed():
    calls = []

    def slow_later(*args, **how):
        calls.append(args)
        while len(calls) > len(check.conv2d.cases):
            pass
        return right(*args, **how) * 2

    report = check.conv2d(slow_later, seconds=0.3)
    assert report.diagnosis == "Your answer is the right one times 2."


@pytest.fixture
def interruptible():
    """Let Python hear interrupts, which a run in the background is told to ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_interrupting_the_kernel_stops_the_grading():
    def interrupts(*args, **how):
        _thread.interrupt_main()
        loops()

    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        check.conv2d(interrupts)
    assert_no_thread_since(before)


def returns_nothing(*args, **how):
    pass


def returns_dots(*args, **how):
    return ...


def not_implemented(*args, **how):
    raise NotImplementedError


@pytest.mark.parametrize("stub", [returns_nothing, returns_dots, not_implemented])
def test_a_stub_is_not_solved_yet(stub):
    report = check.conv2d(stub)
    assert not report.passed
    assert "not solved yet" in repr(report)
    assert check.conv2d.signature in repr(report)


def test_half_a_stub_is_told_where_it_stops():
    def without_bias(x, weight, bias=None, **how):
        if bias is not None:
            raise NotImplementedError
        return right(x, weight, **how)

    report = check.conv2d(without_bias)
    assert "NotImplementedError for this case" in report.diagnosis
    assert "conv2d(x, weight, bias)" in repr(report)


@pytest.mark.parametrize("thing", [None, 3, np.ones((1, 1, 2, 2))])
def test_what_is_no_function_is_not_graded(thing):
    report = check.conv2d(thing)
    assert not report.passed
    assert f"type {type(thing).__name__}" in report.diagnosis


def test_what_the_function_prints_is_shown_but_not_without_end(capsys):
    def prints(x, weight, *bias, **how):
        print("<b>shape</b>", x.shape)
        print("x" * 10 * MOST_PRINTED)
        return -right(x, weight, *bias, **how)

    report = check.conv2d(prints)
    assert _Printed().write("x" * 2 * MOST_PRINTED) == 2 * MOST_PRINTED
    assert "It printed:\n    <b>shape</b> (1, 1, 1, 1)" in repr(report)
    assert len(repr(report)) < 2 * MOST_PRINTED
    assert "&lt;b&gt;shape&lt;/b&gt;" in report.html
    assert "<b>" not in report.html
    assert capsys.readouterr().out == ""


def test_the_report_has_text_html_and_a_record():
    report = check.conv2d(right)
    assert repr(report) == "✓ conv2d: all 12 cases pass\nIt agrees with the reference."
    bundle = report._repr_mimebundle_()
    assert 'class="dn-check dn-check-passed"' in bundle["text/html"]
    assert bundle["application/vnd.dlnotes.check+json"]["state"] == "passed"


def test_the_smallest_failing_case_is_laid_out_side_by_side():
    report = check.conv2d(lambda x, weight, *b, **how: right(x, weight, **how))
    assert repr(report).endswith(
        "The smallest case that fails (3×3 image, 2×2 kernel and bias): "
        "conv2d(x, weight, bias)\n"
        "    x (1, 1, 3, 3)   weight (1, 1, 2, 2)   bias (1,)\n"
        "    [[0 1 2]         [[0 1]                [100]\n"
        "     [3 4 5]          [2 3]]\n"
        "     [6 7 8]]\n"
        "    expected (1, 1, 2, 2)   got (1, 1, 2, 2)\n"
        "    [[119 125]              [[19 25]\n"
        "     [137 143]]              [37 43]]"
    )


def test_an_unknown_exercise_lists_the_known_ones():
    with pytest.raises(AttributeError, match=r"no exercise 'conv3d'.*conv2d, conv2d_"):
        check.conv3d  # noqa: B018
    assert not hasattr(check, "__wrapped__")
    assert {"conv2d", "im2col", "output_size"} <= set(dir(check))
    assert repr(check.im2col) == (
        "check.im2col(fn) grades your im2col(x, kernel_size, stride=1, padding=0)"
    )


def test_grading_needs_no_torch():
    code = (
        "import sys; from dlnotes.teach.check import conv2d; conv2d(conv2d.oracle);"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


GRID = np.array([[1.0, 5, 2], [7, 3, 8], [4, 9, 6]])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda x: x.T, "is transposed: rows and columns are exchanged."),
        (lambda x: x[::-1], "is reversed along axis 0."),
        (lambda x: x[:, ::-1], "is reversed along axis 1."),
        (lambda x: np.roll(x, 1, 0), "is shifted by +1 along axis 0."),
        (lambda x: np.roll(x, -1, 1), "is shifted by -1 along axis 1."),
        (
            lambda x: x + (x > 7),
            "differs in 2 of 9 entries, first at [1, 2]: 9, expected 8.",
        ),
        (
            lambda x: x + 1e-7 * (x > 7),
            "is almost right: its largest relative error is 1e-08.",
        ),
    ],
)
def test_the_difference_is_put_in_words(change, problem):
    @exercise()
    def grid(x):
        """Return x."""
        return x

    grid.case("a grid", GRID)
    assert grid(change).diagnosis == f"Your answer {problem}"


def test_a_relation_is_named_only_if_most_cases_bear_it():
    @exercise()
    def same(x):
        """Return x."""
        return x

    same.case("a grid", GRID)
    same.case("a larger one", np.arange(20.0).reshape(4, 5))
    same.case("a line", np.arange(8.0))
    report = same(lambda x: x[::-1] if len(x) == 3 else x**2)
    assert report.diagnosis.startswith("Your answer differs in 6 of 9 entries")
    assert "reversed along axis 0" in same(lambda x: x[::-1]).diagnosis


def test_whole_numbers_are_compared_as_such():
    size = check.output_size
    assert size(lambda *a, **how: 7).diagnosis == "Your answer is 7, expected 1."
    assert "has type str" in size(lambda *a, **how: "1").diagnosis


def test_one_zero_is_a_number_like_others():
    @exercise()
    def one(x):
        """Return x."""
        return x

    one.case("1 number", np.array([3.0]))
    assert one(np.zeros_like).diagnosis == "Your answer is 0, expected 3."


@pytest.mark.parametrize(
    ("keeps_dtype", "given", "returned", "problem"),
    [
        (True, "float32", "float64", "its dtype is float64: keep that of step, float"),
        (True, "float64", "float32", "its dtype is float32: keep that of step, float"),
        (True, "float64", "int64", "its dtype is int64: keep that of step, float64."),
        (False, "float32", "float64", "It agrees"),
        (False, "float64", "float32", "its dtype is float32: keep that of step, float"),
        (False, "float32", "int64", "its dtype is int64: keep that of step, float32."),
    ],
)
def test_a_dtype_is_asked_for_by_the_argument_that_has_it(
    keeps_dtype, given, returned, problem
):
    @exercise(keeps_dtype=keeps_dtype)
    def moved(start, step):
        """Return step."""
        return step

    moved.case("4 numbers", np.arange(4), np.arange(4).astype(given))
    report = moved(lambda start, step: step.astype(returned))
    assert problem in report.diagnosis


def test_a_dtype_that_no_argument_has_is_asked_for_by_name():
    @exercise()
    def both(a, b):
        """Return a and b in an array."""
        return np.array([a, b])

    both.case("2 numbers", 1.0, 2.0)
    diagnosis = both(lambda a, b: np.array([a, b], np.float32)).diagnosis
    assert diagnosis.endswith("its dtype is float32: expected float64.")


@exercise()
def twice(x):
    """Return 2 x."""
    return 2 * x


twice.case("one", np.ones(1))
twice.case("a grid", GRID)
twice.demand("It is not linear.", lambda fn, x: np.array_equal(fn(-x), -fn(x)))


@pytest.mark.parametrize(
    ("fn", "headline", "diagnosis"),
    [
        (lambda x: x + x, "all 2 cases pass", "It agrees"),
        (lambda x: 2 * abs(x), "0 of 2 cases pass", "It is not linear."),
        (lambda x: abs(x + x.flat[0]), "1 of 2 cases pass", "differs in 8 of 9"),
    ],
)
def test_a_demand_is_made_once_the_values_are_right(fn, headline, diagnosis):
    report = twice(fn)
    assert headline in repr(report)
    assert diagnosis in report.diagnosis
