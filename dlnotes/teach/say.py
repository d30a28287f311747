"""Instrument ``say``: a sentence whose numbers were measured, not typed."""

from __future__ import annotations


class Sentence:
    """Markdown for a page or a notebook, the same text for a terminal."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def say(text: str) -> None:
    """Display a sentence as Markdown, with ``$math$``, below the cell.

    Parameters
    ----------
    text : str
        Markdown; an f-string puts measured numbers into it.

    Notes
    -----
    Where IPython is not installed, the text is printed.

    Examples
    --------
    >>> accuracy = 0.9712
    >>> say(f"The net reads **{accuracy:.0%}** of the digits.")
    The net reads **97%** of the digits.
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text is {text!r}, expected a sentence")
    try:
        from IPython.display import display
    except ImportError:
        print(text)
    else:
        display(Sentence(text))  # type: ignore[no-untyped-call]
