"""The controls over what a browser keeps for its reader, brought to life by keep.js."""

from __future__ import annotations

KEEP = """\
<div class="dn-keep" role="group" aria-label="What your browser keeps" hidden>
<p>Ticks and interviews stay in this browser; nothing is sent. Take them elsewhere as \
a file, or forget them.</p>
<p><button type="button" class="dn-export">Export</button>
<label>Import <input type="file" accept=".json,application/json"></label>
<button type="button" class="dn-clear">Forget all</button></p>
<p class="dn-answer" role="status"></p>
<p class="dn-trouble" role="status"></p>
</div>"""
