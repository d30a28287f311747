"""Figures that react: widgets with a kernel, prerendered frames without one."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from html import escape
from itertools import product
from math import prod
from typing import Any

from dlnotes._extras import needs
from dlnotes.teach import _prose
from dlnotes.teach._controls import Choice, read_choices, state
from dlnotes.teach._display import Exhibit, is_static
from dlnotes.teach._frames import frame, is_picture, is_raster, pack

__all__ = ["Exploration", "explore"]

MAX_FRAMES = 60
MAX_RASTER_FRAMES = 12
MAX_BYTES = 300_000


class Exploration(Exhibit):
    """A figure and its controls; ``widget`` is None on a page without a kernel."""

    def __init__(self, html: str, text: str, widget: Any = None) -> None:
        super().__init__(html, text)
        self.widget = widget

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        if self.widget is None:
            return super()._repr_mimebundle_(include, exclude)
        return {**self.widget._repr_mimebundle_(), "text/plain": self.text}


def explore(fn: Callable[..., object], **choices: Sequence[Any]) -> Exploration:
    """Show what ``fn`` returns for every choice of its parameters, one at a time.

    With a kernel each change calls `fn` again. When the book is built, all frames are
    made in advance and the page switches between them.

    Parameters
    ----------
    fn : function
        Called with one value for each parameter; returns a matplotlib Figure, a
        drawing (``_repr_svg_``), a table (``_repr_html_``) or text. Its name names the
        figure; the first paragraph of its docstring is the caption.
    **choices : list, tuple or range
        The values of each parameter, the first shown first. Numbers in ascending
        order become a slider, ``[False, True]`` a box to tick, all else a list.

    Returns
    -------
    Exploration
        In a live kernel its ``widget`` holds the controls and the figure.

    Raises
    ------
    TypeError
        If a choice is not a sequence or does not suit the parameters of `fn`, or if
        `fn` returns something that cannot be shown.
    ValueError
        If a choice is empty or repeats a value, `fn` has no docstring, or a page would
        carry more than 60 frames (12 if they hold pixels) or 300 kB.
    ModuleNotFoundError
        If matplotlib, or ipywidgets in a live kernel, is missing; the message says what
        to install.

    Examples
    --------
    >>> def power(base, exponent):
    ...     "A power of a small number."
    ...     return f"{base}^{exponent} = {base**exponent}"
    >>> explore(power, base=[2, 3], exponent=range(4))
    A power of a small number. (base: 2, 3; exponent: 0, 1, 2, 3)
    """
    wanted = read_choices(fn, choices)
    caption = _prose.first_paragraph(fn)
    if not caption:
        raise ValueError(
            f"{fn.__name__} needs a docstring: its first paragraph is the caption"
        )
    offers = "; ".join(
        f"{choice.label}: {', '.join(choice.words)}" for choice in wanted
    )
    text = f"{_prose.plain(caption)} ({offers})"
    if is_static():
        return Exploration(_page(fn, wanted, caption), text)
    return Exploration("", text, _widget(fn, wanted, caption))


def _widget(fn: Callable[..., object], choices: list[Choice], caption: str) -> Any:
    """Return controls over a figure that is made anew at every change."""
    with needs("book"):
        import ipywidgets

    controls = [choice.widget() for choice in choices]
    view = ipywidgets.HTML()

    def show() -> None:
        picked = [control.value for control in controls]
        view.value = _view(_render(fn, choices, picked), caption, choices, picked)

    def update(change: object) -> None:
        try:
            show()
        except Exception:
            # A widget's callback has nowhere to raise to: the reader would see nothing.
            view.value = f'<pre role="alert">{escape(traceback.format_exc())}</pre>'

    show()
    for control in controls:
        control.observe(update, "value")
    pause = [_pause(view)] if _moves(view.value) else []
    below = ipywidgets.HTML(f"<p>{_prose.html(caption)}</p>")
    return ipywidgets.VBox([*controls, *pause, view, below])


def _pause(view: Any) -> Any:
    """Return a box that stops the motion of a drawing."""
    import ipywidgets

    box = ipywidgets.Checkbox(False, description="pause the motion", indent=False)

    def switch(change: Any) -> None:
        (view.add_class if change["new"] else view.remove_class)("dn-paused")

    box.observe(switch, "value")
    return box


def _moves(markup: str) -> bool:
    return "@keyframes" in markup


def _page(fn: Callable[..., object], choices: list[Choice], caption: str) -> str:
    """Return a figure with native controls over all its frames."""
    count = prod(len(choice.values) for choice in choices)
    if count > MAX_FRAMES:
        sizes = " × ".join(f"{choice.name} {len(choice.values)}" for choice in choices)
        raise ValueError(
            f"{fn.__name__} would make {count} frames ({sizes}), at most {MAX_FRAMES} "
            "fit a page: give fewer values"
        )
    states = list(product(*(choice.values for choice in choices)))
    frames = [_render(fn, choices, picked) for picked in states]
    if count > MAX_RASTER_FRAMES and any(map(is_raster, frames)):
        raise ValueError(
            f"{fn.__name__} would make {count} frames with pixels, at most "
            f"{MAX_RASTER_FRAMES} fit a page: give fewer values, or draw with lines"
        )
    html = _figure(_name(fn), frames, choices, caption)
    size = len(html.encode())
    if size > MAX_BYTES:
        raise ValueError(
            f"{fn.__name__} would take {size / 1000:.0f} kB in {count} frames, at most "
            f"{MAX_BYTES // 1000} kB fit a page: draw fewer points or give fewer values"
        )
    return html


def _figure(name: str, frames: list[str], choices: list[Choice], caption: str) -> str:
    first = [choice.values[0] for choice in choices]
    pause = (
        '<label class="dn-pause"><input type="checkbox" autocomplete="off"> '
        "<span>pause the motion</span></label>"
    )
    controls = "\n".join(choice.html() for choice in choices)
    return "\n".join(
        [
            f'<figure class="dn-explore" id="{name}">',
            f'<div class="dn-controls" hidden>\n{controls}\n</div>',
            _view(frames[0], caption, choices, first),
            *([pause] if any(map(_moves, frames)) else []),
            f"<figcaption>{_prose.html(caption)}</figcaption>",
            '<p class="dn-fallback">With JavaScript this figure has controls.</p>',
            '<p class="dn-state" role="status"></p>',
            f'<script type="application/gzip">{pack(frames[1:])}</script>',
            "</figure>",
        ]
    )


def _view(
    markup: str, caption: str, choices: list[Choice], picked: Sequence[object]
) -> str:
    """Put a frame into the place that names it for those who do not see it."""
    # Text and tables may be wider than the page: focus lets the keyboard scroll them.
    role = 'role="img"' if is_picture(markup) else 'role="group" tabindex="0"'
    label = escape(f"{_prose.plain(caption)} Shown: {state(choices, picked)}")
    return f'<div class="dn-view" {role} aria-label="{label}">{markup}</div>'


def _render(
    fn: Callable[..., object], choices: list[Choice], picked: Sequence[object]
) -> str:
    """Call ``fn``; if it raises, the error says at which choice."""
    names = [choice.name for choice in choices]
    try:
        return frame(lambda: fn(**dict(zip(names, picked, strict=True))), _name(fn))
    except Exception as error:
        error.add_note(f"explore called {fn.__name__} with {state(choices, picked)}")
        raise


def _name(fn: Callable[..., object]) -> str:
    """Name the figure after its function."""
    return fn.__name__.strip("_").replace("_", "-")
