import pytest

from dlnotes.teach import refusal


def refuse(*args, error, **kwargs):
    raise error(f"{args} {kwargs}")


@pytest.mark.parametrize("error", [ValueError, TypeError, AssertionError, OSError])
def test_returns_the_message(error):
    assert refusal(refuse, 1, error=error, fn=2) == "(1,) {'fn': 2}"


def test_complains_when_nothing_is_refused():
    with pytest.raises(AssertionError, match=r"int accepted .* returned 7"):
        refusal(int, "7")
