"""What the book asks of Sphinx beyond Jupyter Book's settings."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from tools.buttons import drop_edit_of_generated, show_buttons
from tools.chapters import executed_path

# The rest of the 24 MB serves other inputs, other outputs and old browsers.
MATHJAX = ("tex-chtml.js", "a11y", "sre", "input/tex/extensions", "output/chtml/fonts")

PROGRESS = "book/generated/progress"
READ = """
<form class="dn-read" method="dialog" data-chapter="{chapter}" hidden>
<label><input type="checkbox"> I have read this chapter</label>
<a href="{progress}">Your progress</a>
<span class="dn-trouble" role="status"></span>
</form>
"""
FORMULA = re.compile(r"\$([^$]+)\$")


def copy_mathjax(app: Sphinx, error: Exception | None) -> None:
    """Ship MathJax with the book, so that formulas need no network."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if error is not None or spec is None or spec.origin is None:
        return
    source = Path(spec.origin).parent / "static" / "mathjax"
    target = Path(app.outdir) / "_static" / "mathjax"
    for part in MATHJAX:
        if (target / part).exists():
            continue
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / part, target / part)


def drop_thebe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Remove thebe's scripts: the book has no server, and they redeclare constants."""
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in str(getattr(script, "filename", script))
        and "thebe" not in str(getattr(script, "attributes", ""))
    ]


def drop_list_role(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let a bibliography be what it is: docutils calls it a list, of no list items."""
    if "body" in context:
        context["body"] = context["body"].replace(
            '<div role="list" class="citation-list">', '<div class="citation-list">'
        )


def name_folded_code(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let the words that a reader sees name what opens the code, not a label."""
    if "body" in context:
        context["body"] = context["body"].replace(
            '<summary aria-label="Toggle hidden content">', "<summary>"
        )


def offer_progress(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """End a chapter with a box that its reader ticks, if the book has such a page."""
    known = app.env.all_docs
    if PROGRESS in known and page in known and app.env.doc2path(page)[-6:] == ".ipynb":
        progress = app.builder.get_relative_uri(page, PROGRESS)
        context["body"] += READ.format(chapter=page, progress=progress)


def skip_tuple_fields(
    app: Sphinx, what: str, name: str, member: object, skip: bool, options: Any
) -> bool | None:
    """Let a named tuple's docstring tell its fields: Python only numbers them."""
    named = getattr(member, "__doc__", None) or ""
    return True if named.startswith("Alias for field number") else None


class TypesetCitations(SphinxPostTransform):
    """Typeset the formulas of references, whose dollars pybtex leaves as they are."""

    default_priority = 6  # after sphinxcontrib-bibtex has written the references

    def run(self, **kwargs: Any) -> None:
        """Replace each formula, and ask for MathJax on the page."""
        for citation in self.document.findall(nodes.citation):
            for text in list(citation.findall(nodes.Text)):
                parts = FORMULA.split(text.astext())
                if len(parts) == 1:
                    continue
                typeset = [
                    nodes.math(part, part) if index % 2 else nodes.Text(part)
                    for index, part in enumerate(parts)
                ]
                text.parent.replace(text, typeset)
                asked = self.env.get_domain("math").data["has_equations"]
                asked[self.env.docname] = True


def ask_for_mathjax(app: Sphinx, document: nodes.document) -> None:
    """Load MathJax where formulas stand in HTML alone, as in a generated table."""
    if any('class="math' in raw.astext() for raw in document.findall(nodes.raw)):
        asked = app.env.get_domain("math").data["has_equations"]
        asked[app.env.docname] = True


def depend_on_execution(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read a chapter again when it was executed again, though its file is unchanged."""
    document = Path(app.env.doc2path(docname))
    if document.suffix == ".ipynb":
        path = executed_path(Path(app.srcdir), document)
        if path is not None:
            app.env.note_dependency(str(path))


def write_citing_pages_again(app: Sphinx, env: Any) -> list[str]:
    """Name the pages that cite, if references have moved: they link to its anchors."""
    if "cite" not in env.domains:  # a book without references
        return []
    domain = env.domains["cite"]
    anchors = {citation.key: citation.citation_id for citation in domain.citations}
    moved = anchors != getattr(env, "dlnotes_anchors", anchors)
    env.dlnotes_anchors = anchors
    citing = {reference.docname for reference in domain.citation_refs}
    return sorted(citing) if moved else []


def list_assets(app: Sphinx, config: Any) -> None:
    """Load every style sheet and script of book/assets."""
    assets = Path(app.srcdir) / "book" / "assets"
    config.html_css_files = sorted(path.name for path in assets.glob("*.css"))
    config.html_js_files = [
        (path.name, {"defer": "defer"}) for path in sorted(assets.glob("*.js"))
    ]


def drop_module_docstring(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Leave a module's summary to the page, which begins with it."""
    if what == "module":
        lines.clear()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above."""
    app.setup_extension("sphinx.ext.autodoc")
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.add_post_transform(TypesetCitations)
    app.connect("config-inited", list_assets)
    app.connect("config-inited", show_buttons)
    app.connect("doctree-read", ask_for_mathjax)
    app.connect("source-read", depend_on_execution)
    app.connect("env-updated", write_citing_pages_again, priority=900)  # after bibtex
    app.connect("html-page-context", drop_thebe, priority=900)
    app.connect("html-page-context", drop_edit_of_generated, priority=900)
    app.connect("html-page-context", drop_list_role)
    app.connect("html-page-context", name_folded_code)
    app.connect("html-page-context", offer_progress)
    app.connect("autodoc-process-docstring", drop_module_docstring)
    app.connect("autodoc-skip-member", skip_tuple_fields)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
