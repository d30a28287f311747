"""Broken scripts of what a browser keeps: what is changed, and what that breaks."""

from tests.book.site import keeping, ticks

STORE = {
    keeping.what_is_foreign_is_refused: {
        "a newer edition's file is read": ("found?.version > 1", "false"),
        "any version is ours": ("found?.version === 1 &&", ""),
        "what is read may be anything": ("isMap(found.read, isDate)", "true"),
        "what is done may be anything": ("isMap(found.done, isDate)", "true"),
        "sessions may be anything": ("isMap(found.sessions, isSession)", "true"),
        "a list is a map": ("&& !Array.isArray(thing)", ""),
        "nothing is a map": ("thing !== null && ", ""),
        "any text is a date": ("&& !Number.isNaN(Date.parse(text))", ""),
        "any key is a date": ("isDate(when) && ", ""),
        "a session needs no settings": (
            'typeof session?.settings === "string"',
            "session",
        ),
        "a session needs no answers": ("&& isMap(session.answers, isAnswer)", ""),
        "any score will do": ("[0, 1, 2, 3].includes(answer?.score)", "true"),
        "any time will do": ("&& Number.isFinite(answer.seconds)", ""),
    },
    keeping.an_import_loses_nothing: {
        "an import replaces": ("{ ...given[part], ...own[part] }", "given[part]"),
        "an import is ignored": ("{ ...given[part], ...own[part] }", "own[part]"),
        "the imported wins": (
            "...given[part], ...own[part]",
            "...own[part], ...given[part]",
        ),
        "sessions are not imported": ('"read", "done", "sessions"]', '"read", "done"]'),
    },
    keeping.interviews_of_other_questions_are_refused: {
        "they are added": ("delete given.sessions[when];", ""),
        "they are not counted": ("return foreign.length;", "return 0;"),
    },
    keeping.what_is_broken_is_left_alone: {
        "what is broken is overwritten": (
            "  function save() {\n    if (trouble) return;",
            "  function save() {",
        ),
        "trouble stays after all is forgotten": (
            'removeItem(KEY);\n        trouble = "";',
            "removeItem(KEY);",
        ),
        "a page with trouble forgets": (
            "  function load() {\n    if (trouble) return;",
            "  function load() {\n    if (trouble) state = empty();",
        ),
    },
    keeping.without_storage_the_page_says_so_and_remembers: {
        "nothing is said": (
            'trouble = "This browser keeps nothing',
            'state.x = "',
        ),
        "it stays though all is forgotten": (
            "clear() {\n      state = empty();",
            "clear() {",
        ),
    },
    keeping.a_full_storage_is_told_and_loses_nothing: {
        "nothing is said": ("trouble = \"The browser's", 'state.x = "'),
    },
    keeping.what_is_exported_can_be_imported: {
        "nothing is forgotten": ("localStorage.removeItem(KEY);", ""),
    },
    ticks.a_tick_stays_until_it_is_taken_back: {
        "nothing is restored": ('addEventListener("pageshow", tell);', ""),
    },
    ticks.another_tab_is_followed_and_not_overwritten: {
        "another tab is overwritten": ("load(); // another tab may have written", ""),
        "another tab is not followed": ('addEventListener("storage", tell);', ""),
    },
}
KEEP = {
    keeping.what_is_exported_can_be_imported: {
        "the file has another name": ('"dlnotes.json"', '"state.json"'),
        "the file is empty": ("JSON.stringify(dnStore.state, null, 1)", '"{}"'),
        "the controls stay hidden": ("keep.hidden = false;", ""),
        "nothing is forgotten": ("dnStore.clear();", ""),
        "nothing is imported": ("dnStore.merge(text, isKnown)", "0"),
    },
    keeping.interviews_of_other_questions_are_refused: {
        "one that is gone is too many": (".some((id) =>", ".every((id) =>"),
        "nothing is said": ("${without(foreign)}", ""),
        "one is many": ("count === 1 ?", "false ?"),
    },
    keeping.what_is_foreign_is_refused: {
        "no reason is given": (": ${error.message}.`", ".`"),
    },
    keeping.what_is_broken_is_left_alone: {
        "trouble is not shown": ("place.textContent = dnStore.trouble;", ""),
    },
    keeping.forgetting_asks_first: {
        "it does not ask": ("if (!confirm(", "if (!String("),
    },
}
PROGRESS = {
    ticks.a_tick_stays_until_it_is_taken_back: {
        "a tick is not restored": ("box.checked = key in state[part];", ""),
        "a tick cannot be taken back": ("else delete state[part][key];", ""),
        "a tick has no date": ("new Date().toISOString()", "true"),
        "an exercise has no name": ("title.textContent.trim()", '""'),
        "all exercises are one": ('"done", exercise.id', '"done", "ex"'),
        "the box stays hidden": ("form.hidden = false;", ""),
    },
    ticks.the_sidebar_marks_what_is_read: {
        "every link is marked": (
            '"dn-is-read", chapter in state.read',
            '"dn-is-read", true',
        ),
        "a new tick is not marked": ('addEventListener("dn-store", show);', ""),
        "no page is known": ('.replace(/\\.html$/, "")', ""),
    },
    ticks.the_page_counts_what_is_ticked: {
        "the whole counts nothing": (
            'group.querySelector("table") ?? document',
            "group",
        ),
        "each part counts all": (
            'group.querySelector("table") ?? document',
            "document",
        ),
        "what is read is not counted": ("finished.length, rows", "0, rows"),
        "all exercises are done": (
            "(label) => label in done).length",
            "(label) => true).length",
        ),
        "the bar stays": ("progress.value = have;", ""),
        "the bar has no end": ("progress.max = all;", ""),
        "the bar is hidden": ("bar.hidden = false;", ""),
        "a row says nothing": ('? "yes" : "no"', '? "" : ""'),
        "a row counts nothing": ("`${solved.length} of", "`0 of"),
    },
}
SCRIPTS = {
    "store.js": STORE,
    "keep.js": KEEP,
    "progress.js": PROGRESS,
}
