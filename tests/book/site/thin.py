"""Leave on a page two of each kind of element: they look like all the others.

axe takes most of its time for thousands of elements that look alike: tokens of code,
parts of formulas, rows of a table. Elements are of one kind where they hold the same
kinds and stand in the same place: tag, classes, type, role, style and the names of all
attributes agree, theirs and those of all around them. Pages share their style sheets:
a kind that earlier pages have shown twice need not be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

LEAVE_TWO_OF_A_KIND = """([parts, known]) => {
    const VALUES = ['class', 'type', 'role', 'style'];
    const FORMULA = 'mjx-container', PICTURE = 'svg';  // one element each
    const NAMED = 'a, button, label, summary';  // by the words that they hold
    const MEASURED = '#pst-header';  // by the theme, whenever the window's size changes
    const numbers = new Map(), looks = new Map(), kinds = new Map(), kept = new Map();
    const shown = new Set(known);
    // The same on every page, and in 52 bits hardly for two kinds
    const number = words => {
        const text = words.join();
        if (!numbers.has(text)) {
            let a = 1, b = 2;
            for (let i = 0; i < text.length; i++) {
                a = Math.imul(a ^ text.charCodeAt(i), 2654435761) + (b >>> 15);
                b = Math.imul(b + text.charCodeAt(i), 1597334677) ^ (a >>> 13);
            }
            numbers.set(text, (a >>> 0) * 2 ** 20 + (b >>> 12));
        }
        return numbers.get(text);
    };
    // axe does not judge the contrast of a single letter
    const speaks = e => [...e.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
    const learn = e => {
        const named = [...e.attributes].map(
            ({name, value}) => VALUES.includes(name) ? `${name}=${value}` : name);
        looks.set(e, number([e.tagName, e.checkVisibility(), ...named]));
        const whole = e.matches(`${FORMULA}, ${PICTURE}`);
        const held = whole ? [] : new Set([...e.children].map(learn));
        kinds.set(e, number([looks.get(e), speaks(e), ...[...held].sort()]));
        return kinds.get(e);
    };
    const thin = (e, place) => {
        for (const child of [...e.children]) {
            // a formula looks the same wherever it stands
            const key = number([child.matches(FORMULA) ? '' : place, kinds.get(child)]);
            kept.set(key, (kept.get(key) ?? 0) + 1);
            const enough = kept.get(key) > 2 || shown.has(key);
            if (enough && child.matches(parts) && !child.matches(MEASURED))
                child.remove();
            else if (!child.matches(`${FORMULA}, ${PICTURE}, ${NAMED}`))
                thin(child, number([place, looks.get(child)]));
        }
    };
    learn(document.body);
    thin(document.body, 0);
    return [...kept.keys()];
}"""


def thin(page: Page, parts: str = "*", known: Iterable[int] = ()) -> list[int]:
    """Remove from an open page what repeats, of what the selector `parts` names.

    Kinds that are `known` are removed whole. Returns the kinds that the page had.
    """
    return page.evaluate(LEAVE_TWO_OF_A_KIND, [parts, list(known)])
