"""Instrument ``table``: a small result with headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from numbers import Integral, Real
from typing import Any

from dlnotes.teach._display import Exhibit


def table(
    data: Mapping[str, Iterable[object]] | Iterable[Sequence[object]],
    headings: Sequence[str] = (),
    *,
    formats: str | Mapping[str, str] = ".3g",
    caption: str = "",
) -> Exhibit:
    """Show a small table; its first column names the rows.

    Parameters
    ----------
    data : mapping of str to iterable, or iterable of rows
        Columns under their headings, or rows, whose headings then follow.
    headings : sequence of str, optional
        One heading a column, if `data` holds rows.
    formats : str or mapping of str to str, optional
        How to write numbers that are no integers: one format for all, or one a
        heading, which then applies to integers too.
    caption : str, optional

    Returns
    -------
    Exhibit
        HTML in a notebook, aligned text in a terminal.

    Raises
    ------
    ValueError
        If the columns, or a row and the headings, differ in length.

    Examples
    --------
    >>> table({"norm": ["none", "batch"], "accuracy": [0.91, 0.975]}, formats=".1%")
    norm   accuracy
    -----  --------
    none      91.0%
    batch     97.5%
    >>> table([("im2col", 12), ("fft", 7)], ["way", "ms"])
    way     ms
    ------  --
    im2col  12
    fft      7
    """
    names, rows = _cells(data, headings)
    if not names or not rows:
        raise ValueError("the table is empty")
    if isinstance(formats, Mapping) and not formats.keys() <= set(names):
        raise ValueError(f"formats has {list(formats)}, the headings are {names}")
    words = [
        [_write(v, n, formats) for n, v in zip(names, r, strict=True)] for r in rows
    ]
    right = [all(_is_number(row[k]) for row in rows) for k in range(len(names))]
    return Exhibit(
        _html(names, words, right, caption), _text(names, words, right, caption)
    )


def _cells(
    data: Mapping[str, Iterable[object]] | Iterable[Sequence[object]],
    headings: Sequence[str],
) -> tuple[list[str], list[list[Any]]]:
    """Return the headings and the rows."""
    if isinstance(data, Mapping):
        if headings:
            raise ValueError("data has headings of its own: its keys")
        columns = {str(name): list(values) for name, values in data.items()}
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"the columns differ in length: {lengths}")
        return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]
    rows = [list(row) for row in data]
    for row in rows:
        if len(row) != len(headings):
            raise ValueError(f"the row {row} has not {len(headings)} cells: {headings}")
    return list(headings), rows


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _write(value: object, name: str, formats: str | Mapping[str, str]) -> str:
    """Return a cell's text."""
    if not _is_number(value):
        return str(value)
    if isinstance(formats, Mapping):
        default = "" if isinstance(value, Integral) else ".3g"
        return format(value, formats.get(name, default))
    return str(value) if isinstance(value, Integral) else format(value, formats)


def _text(
    names: list[str], words: list[list[str]], right: list[bool], caption: str
) -> str:
    """Return the table for a terminal."""
    widths = [max(map(len, column)) for column in zip(names, *words, strict=True)]
    lines = [names, ["-" * width for width in widths], *words]
    text = [
        "  ".join(
            word.rjust(width) if number else word.ljust(width)
            for word, width, number in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([caption, *text] if caption else text)


def _html(
    names: list[str], words: list[list[str]], right: list[bool], caption: str
) -> str:
    """Return the table for a page."""
    align = [f' style="text-align:{"right" if number else "left"}"' for number in right]
    head = "".join(
        f'<th scope="col"{side}>{escape(name)}</th>'
        for name, side in zip(names, align, strict=True)
    )
    body = ""
    for first, *rest in words:
        cells = "".join(
            f"<td{side}>{escape(word.replace('-', '−') if number else word)}</td>"
            for word, side, number in zip(rest, align[1:], right[1:], strict=True)
        )
        body += f'<tr><th scope="row"{align[0]}>{escape(first)}</th>{cells}</tr>'
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<table class="table dn-table">{title}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
