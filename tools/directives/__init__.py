"""What the book's own pages borrow from its chapters, computed when they are built."""

from sphinx.application import Sphinx

from tools.directives.reading import Reading
from tools.directives.shown import Shown


def setup(app: Sphinx) -> dict[str, bool]:
    """Let pages say ``{reading}`` and ``{shown}``."""
    app.add_directive("reading", Reading)
    app.add_directive("shown", Shown)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
