"""The controls of a mock interview, which mock.js and outcome.js bring to life."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STAGE = """\
<section class="dn-stage" aria-label="Interview" hidden>
<p class="dn-where"></p>
<h2 class="dn-asked" tabindex="-1"></h2>
<p class="dn-clock"><span role="timer"></span> \
<button type="button" class="dn-pause">Pause</button></p>
<p class="dn-minutes visually-hidden" role="status"></p>
<div class="dn-step" role="group" aria-label="Short answer" tabindex="-1" hidden></div>
<div class="dn-step" role="group" aria-label="Full answer" tabindex="-1" hidden></div>
<div class="dn-step" role="group" aria-label="Red flags and follow-ups" tabindex="-1" \
hidden></div>
<p><button type="button" class="dn-reveal"></button></p>
<form class="dn-rating" method="dialog" hidden>
<fieldset><legend>How good was your answer?</legend>
<label><input type="radio" name="score" value="0" required> 0: I had none</label>
<label><input type="radio" name="score" value="1"> 1: the direction</label>
<label><input type="radio" name="score" value="2"> 2: the short answer</label>
<label><input type="radio" name="score" value="3"> 3: that, and the follow-ups</label>
</fieldset>
<button type="submit">Next</button>
</form>
<p><button type="button" class="dn-stop">End the interview</button></p>
</section>"""
OUTCOME = """\
<section class="dn-outcome" hidden>
<h2 tabindex="-1">Your last interview</h2>
<p class="dn-sum"></p>
<div class="dn-tables"></div>
<ol class="dn-answers"></ol>
<details class="dn-past"><summary>All your interviews</summary><div></div></details>
</section>"""


def setup(topics: dict[str, str], levels: Iterable[str]) -> str:
    """Return the form that chooses what is drawn; hidden without JavaScript."""
    return f"""\
<form class="dn-setup" method="dialog" hidden>
{_boxes("Topics", "topic", topics)}
{_boxes("Levels", "level", {level: level for level in levels})}
<p class="dn-numbers">{_number("Questions", "n", 6, 1, 50)}
{_number("Minutes for each", "minutes", 3, 1, 60)}
{_number("Seed", "seed", "", 0, 999999)}</p>
<p><label><input type="checkbox" name="weak" value="first"> \
Begin with what I answered least well</label></p>
<p><button type="submit">Start</button> <output></output></p>
<p><small>The address keeps your choices. With the same seed and choices you, or \
somebody else, get the same questions, unless you begin with what you answered least \
well: that this browser alone knows. <em>Ask again</em>, beside an earlier interview, \
asks its very questions.</small></p>
</form>"""


def _boxes(legend: str, name: str, options: dict[str, str]) -> str:
    """Return a group of check boxes: of their values, what a reader sees."""
    boxes = "\n".join(
        f'<label><input type="checkbox" name="{name}" value="{value}"> '
        f"{escape(text)}</label>"
        for value, text in options.items()
    )
    return (
        f"<fieldset><legend>{legend} <small>none ticked: all</small></legend>\n"
        f"{boxes}\n</fieldset>"
    )


def _number(label: str, name: str, value: int | str, least: int, most: int) -> str:
    return (
        f'<label>{label} <input type="number" name="{name}" value="{value}"'
        f' min="{least}" max="{most}" required></label>'
    )
