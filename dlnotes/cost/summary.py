"""The bill of a network, layer by layer."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from dlnotes.cost._field import Fields
from dlnotes.cost._run import (
    as_input_size,
    check_runs,
    left_as_it_was,
    run,
    tensors,
    zeros,
)
from dlnotes.cost.count_macs import watched

if TYPE_CHECKING:
    import torch
    from torch import nn


class SummaryRow(NamedTuple):
    """What one layer costs.

    Attributes
    ----------
    name : str
        Its name in the network, as ``named_modules`` gives it.
    type : str
        Its class.
    output_shape : tuple of int or None
        Of its output (the first tensor, the first time); None if it did not run.
    parameters : int
        Entries of its parameters that no row above has counted.
    macs : int
        Multiply-adds, of all its runs.
    activation_bytes : int
        Memory of its outputs, of all its runs.
    receptive_field : int or None
        Side of the square of input pixels that an entry of its output sees.
    """

    name: str
    type: str
    output_shape: tuple[int, ...] | None
    parameters: int
    macs: int
    activation_bytes: int
    receptive_field: int | None


class Summary(list[SummaryRow]):
    """Rows that print as a table, with totals at the foot."""

    headings = (
        *("name", "type", "output shape", "parameters"),
        *("multiply-adds", "activation bytes", "receptive field"),
    )

    @property
    def parameters(self) -> int:
        """All parameters, as `count_parameters` counts them."""
        return sum(row.parameters for row in self)

    @property
    def macs(self) -> int:
        """All multiply-adds, as `count_macs` counts them."""
        return sum(row.macs for row in self)

    @property
    def activation_bytes(self) -> int:
        """Memory of all outputs."""
        return sum(row.activation_bytes for row in self)

    def _words(self) -> list[list[str]]:
        """Return the text of every cell, the totals last."""
        foot = ("total", "", "", self.parameters, self.macs, self.activation_bytes, "")
        return [[_write(cell) for cell in row] for row in (*self, foot)]

    def __str__(self) -> str:
        *rows, foot = self._words()
        columns = zip(self.headings, *rows, foot, strict=True)
        widths = [max(map(len, column)) for column in columns]
        rule = ["-" * width for width in widths]
        lines = [list(self.headings), rule, *rows, rule, foot]
        return "\n".join(_line(line, widths) for line in lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return the table for a page."""
        *rows, foot = self._words()
        body = "".join(map(_html_row, rows))
        head = "".join(
            f'<th scope="col" style="text-align:{side}">{name}</th>'
            for name, side in zip(self.headings, _SIDES, strict=True)
        )
        return (
            f'<table class="table dn-table"><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody><tfoot>{_html_row(foot)}</tfoot></table>"
        )


_SIDES = ("left", "left", "left", "right", "right", "right", "right")


def _write(cell: object) -> str:
    """Return a cell's text: 1,234 and 64×56×56; nothing for None."""
    if isinstance(cell, tuple):
        return "×".join(map(str, cell))
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)


def _line(words: Iterable[str], widths: Iterable[int]) -> str:
    """Return a line of the table for a terminal."""
    cells = (
        word.rjust(width) if side == "right" else word.ljust(width)
        for word, width, side in zip(words, widths, _SIDES, strict=True)
    )
    return "  ".join(cells).rstrip()


def _html_row(words: list[str]) -> str:
    """Return a row of the table for a page."""
    cells = "".join(
        f'<td style="text-align:{side}">{escape(word)}</td>'
        for word, side in zip(words[1:], _SIDES[1:], strict=True)
    )
    name = f'<th scope="row" style="text-align:left">{escape(words[0])}</th>'
    return f"<tr>{name}{cells}</tr>"


@dataclass
class _Layer:
    """What is known so far of one module."""

    name: str
    type: str
    leaf: bool
    output_shape: tuple[int, ...] | None = None
    parameters: int = 0
    macs: int = 0
    activation_bytes: int = 0
    receptive_field: int | None = None

    def ran(self, output: Any, fields: Fields) -> None:
        """Add what a run of the module has brought."""
        found = list(tensors(output))
        side = fields.side(output)
        if self.output_shape is None:
            self.output_shape = tuple(found[0].shape) if found else ()
            self.receptive_field = side
        elif None in (side, self.receptive_field):
            self.receptive_field = None
        else:
            self.receptive_field = max(side, self.receptive_field)  # type: ignore[type-var]
        self.activation_bytes += sum(t.numel() * t.element_size() for t in found)

    def row(self) -> SummaryRow:
        """Return the row of the table."""
        return SummaryRow(*(getattr(self, name) for name in SummaryRow._fields))


def summary(
    module: nn.Module,
    input_size: tuple[int, ...],
    *,
    dtype: torch.dtype | None = None,
) -> Summary:
    r"""Return what each layer of a network costs, in the order of execution.

    Parameters
    ----------
    module, input_size, dtype
        As in :func:`dlnotes.cost.count_macs`.

    Returns
    -------
    Summary
        A list of `SummaryRow`, one for each module without submodules, when it first
        ran, that prints as a table. Another module has a row behind those of its
        submodules if it holds parameters of its own or multiplies in its own
        ``forward``; what holds parameters but did not run, at the end. So the sums are
        those of `count_parameters` and `count_macs`.

    Raises
    ------
    TypeError, ValueError
        As :func:`dlnotes.cost.count_macs`.

    Notes
    -----
    The receptive field is followed through layers and functions, such as sums,
    concatenations, slices and pooling: the union over all paths, the longer side. Zeros
    around the image count, so it may exceed the image. It is the whole input (the
    longer side of it) behind what reads every place: global pooling, a flattened map,
    attention, statistics over places as in group normalization. It is None where
    outputs see unequally much (transposed convolution, interpolation), and for an
    input that is no map.

    The outputs of functions called in a ``forward`` have no row, so the memory of their
    activations is not in the sum.

    Examples
    --------
    >>> from torch import nn
    >>> net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(4 * 9, 2))
    >>> summary(net, (1, 1, 5, 5))
    name   type     output shape  parameters  multiply-adds  activation bytes  receptive field
    -----  -------  ------------  ----------  -------------  ----------------  ---------------
    0      Conv2d   1×4×3×3               40            324               144                3
    1      Flatten  1×36                   0              0               144                5
    2      Linear   1×2                   74             72                 8                5
    -----  -------  ------------  ----------  -------------  ----------------  ---------------
    total                                114            396               296
    """  # noqa: E501
    check_runs(module)
    x = zeros(module, as_input_size(input_size), dtype)
    layers = {
        part: _Layer(name, type(part).__name__, not list(part.children()))
        for name, part in module.named_modules()
    }
    fields, running, done = Fields(x), [layers[module]], dict[str, _Layer]()

    def enter(part: nn.Module, args: object) -> None:
        running.append(layers[part])

    def leave(part: nn.Module, args: object, output: object) -> None:
        layer = running.pop()
        layer.ran(output, fields)
        done.setdefault(layer.name, layer)

    def add(macs: int) -> None:
        running[-1].macs += macs

    with ExitStack() as stack:
        stack.enter_context(left_as_it_was(module))
        for part in layers:
            stack.callback(part.register_forward_pre_hook(enter).remove)
            stack.callback(part.register_forward_hook(leave).remove)
        stack.enter_context(watched(add))
        stack.enter_context(fields.followed())
        run(module, x)

    order = {id(layer): layer for layer in (*done.values(), *layers.values())}
    counted: set[int] = set()
    owners = {id(layer): part for part, layer in layers.items()}
    for key, layer in order.items():
        for p in owners[key].parameters(recurse=False):
            if id(p) not in counted:
                counted.add(id(p))
                layer.parameters += p.numel()
    return Summary(
        layer.row()
        for layer in order.values()
        if layer.parameters or layer.macs or (layer.leaf and layer.name in done)
    )
