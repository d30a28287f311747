import numpy as np
import pytest

from dlnotes._loops import (
    CACHE_LINE,
    blocks,
    empty_like,
    quietly_row_by_row,
    row_by_row,
)


@pytest.mark.parametrize("shape", [(3, 5, 7), (1,), (0, 4), ()], ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_begins_with_a_cache_line(shape, dtype):
    x = np.ones(shape, dtype, order="F")
    arrays = [empty_like(x) for _ in range(5)]
    for y in arrays:
        assert (y.shape, y.dtype, y.flags.c_contiguous) == (shape, dtype, True)
        assert y.flags.writeable
        assert y.size == 0 or y.ctypes.data % CACHE_LINE == 0
    for i, y in enumerate(arrays):
        y[...] = i
    assert [np.all(y == i) for i, y in enumerate(arrays)] == [True] * 5


@pytest.mark.parametrize(
    ("count", "size", "room", "expected"),
    [
        (7, 1, 3, [(0, 3), (3, 6), (6, 7)]),
        (6, 10, 35, [(0, 3), (3, 6)]),
        (2, 10, 9, [(0, 1), (1, 2)]),
        (5, 0, 2, [(0, 2), (2, 4), (4, 5)]),
        (3, 4, 1000, [(0, 3)]),
        (0, 4, 8, []),
    ],
)
def test_blocks_by_hand(count, size, room, expected):
    cut = blocks(count, size, room)
    assert [(block.start, block.stop) for block in cut] == expected


@pytest.mark.parametrize(
    ("length", "within"),
    [(1, 8192), (255, 8192), (256, 256), (1000, 1008), (1 << 20, 8192)],
)
def test_buffer_of_a_row_for_a_while(length, within):
    before = np.getbufsize()
    with row_by_row(length):
        assert np.getbufsize() == within
    assert np.getbufsize() == before


def test_the_buffer_comes_back_after_an_error():
    before = np.getbufsize()
    with pytest.raises(ZeroDivisionError), row_by_row(1000):
        raise ZeroDivisionError
    assert np.getbufsize() == before


def test_quiet_is_only_what_runs_in_the_context():
    before = np.getbufsize()

    def seen():
        return np.getbufsize(), set(np.geterr().values())

    with np.errstate(all="raise"):
        for _ in range(2):
            assert quietly_row_by_row(1000).run(seen) == (1008, {"ignore"})
            assert seen() == (before, {"raise"})


def test_a_context_within_another():
    def nested(depth):
        if depth:
            quietly_row_by_row(1000).run(nested, depth - 1)
        return np.getbufsize()

    assert quietly_row_by_row(1000).run(nested, 2) == 1008


def test_what_a_call_changes_in_its_context_ends_with_it():
    quietly_row_by_row(1000).run(np.setbufsize, 16)
    assert quietly_row_by_row(1000).run(np.getbufsize) == 1008


def test_nothing_else_changes_within():
    x, column = np.ones((5, 1000), np.float32), np.arange(5, dtype=np.float32)[:, None]
    with np.errstate(over="raise"), row_by_row(1000):
        assert np.array_equal(x * column, np.repeat(column, 1000, axis=1))
        with pytest.raises(FloatingPointError):
            np.float32(1e38) * np.float32(10)
