"""A built site of four pages, as small as the tools that print and pack it allow."""

import shutil
from pathlib import Path

ASSETS = Path(__file__).parents[2] / "book" / "assets"
TOC = """\
root: book/index
parts:
- chapters:
  - file: book/generated/progress
- caption: Sums
  chapters:
  - file: book/sums/addition
  - file: book/sums/product
  - glob: book/generated/drills/*
"""
CONFIG = "title: A tiny book\nauthor: Somebody\n"
PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<link rel="stylesheet" href="{up}_static/print.css"></head>
<body><div class="bd-header">A bar of buttons</div>
<main><article class="bd-article">{body}</article></main></body></html>
"""
INDEX = """<section id="sums"><h1>All sums<a class="headerlink" href="#sums">#</a></h1>
<p><a href="sums/product.html#late">Late</a>
<a href="generated/progress.html">Progress</a>
<a href="https://example.org/">Elsewhere</a></p></section>"""
ADDITION = """<section id="addition"><h1><span class="section-number">1. </span>Addition
</h1><section id="why"><h2>Why</h2><p><a href="#how">How is below.</a></p></section>
<div class="solution" id="sol"><p id="hidden" hidden></p><p>It is four.</p></div>
<section id="how" style="break-before: page"><h2>How</h2><p>Count.</p></section>
</section>"""
PRODUCT = """<section id="product"><h1><span class="section-number">2. </span>Product
</h1><section id="why"><h2>Why</h2><p><a href="../index.html">To the sums</a>
<a href="addition.html#hidden">To what is not shown</a></p></section>
<p id="late" style="break-before: page">Late.</p></section>"""
PAGES = {
    "index": "",
    "book/index": INDEX,
    "book/sums/addition": ADDITION,
    "book/sums/product": PRODUCT,
    "book/generated/progress": "<section><h1>Your progress</h1></section>",
}


def tiny_site(root: Path) -> Path:
    """Write the site where ``make book`` would, with the book's style sheets."""
    (root / "_toc.yml").write_text(TOC, encoding="utf-8")
    (root / "_config.yml").write_text(CONFIG, encoding="utf-8")
    site = root / "_build" / "html"
    for name, body in PAGES.items():
        path = site / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count("/")
        path.write_text(PAGE.format(up=up, body=body), encoding="utf-8")
    shutil.copytree(ASSETS, site / "_static")
    return root
