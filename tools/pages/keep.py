"""The controls over what a browser keeps for its reader, brought to life by keep.js."""

from __future__ import annotations

from collections.abc import Iterable

from tools.interview import Asked

KEEP = """\
<div class="dn-keep" role="group" aria-label="What your browser keeps" \
data-questions="{questions}" hidden>
<p>Ticks and interviews stay in this browser; nothing is sent. Take them elsewhere as \
a file, or forget them.</p>
<p><button type="button" class="dn-export">Export</button>
<label>Import <input type="file" accept=".json,application/json"></label>
<button type="button" class="dn-clear">Forget all</button></p>
<p class="dn-answer" role="status"></p>
<p class="dn-trouble" role="status"></p>
</div>"""


def keep(rows: Iterable[Asked]) -> str:
    """Return the controls, which know the questions that an import may answer."""
    return KEEP.format(questions=" ".join(row.question.id for row in rows))
