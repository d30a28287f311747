"""Leave on a page two of each kind of element: they look like all the others.

axe takes most of its time for thousands of elements that look alike: tokens of code,
parts of formulas, rows of a table. Elements are of one kind where they hold the same
kinds and stand in the same place: tag, classes, type, role, style and the names of all
attributes agree, theirs and those of all around them.
"""

from __future__ import annotations

from playwright.sync_api import Page

LEAVE_TWO_OF_A_KIND = """parts => {
    const VALUES = ['class', 'type', 'role', 'style'];
    const FORMULA = 'mjx-container', PICTURE = 'svg';  // one element each
    const NAMED = 'a, button, label, summary';  // by the words that they hold
    const numbers = new Map(), looks = new Map(), kinds = new Map(), kept = new Map();
    const number = words => {
        const text = words.join();
        if (!numbers.has(text)) numbers.set(text, numbers.size);
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
            if (kept.get(key) > 2 && child.matches(parts)) child.remove();
            else if (!child.matches(`${FORMULA}, ${PICTURE}, ${NAMED}`))
                thin(child, number([place, looks.get(child)]));
        }
    };
    learn(document.body);
    thin(document.body, 0);
}"""


def thin(page: Page, parts: str = "*") -> Page:
    """Remove from an open page what repeats, of what the selector `parts` names."""
    page.evaluate(LEAVE_TWO_OF_A_KIND, parts)
    return page
