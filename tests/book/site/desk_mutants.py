"""Broken scripts of the reader's desk: what is changed, by what, what that breaks."""

from tests.book.site import interviews, keep_mutants, outcomes

MOCK = {
    interviews.choices_decide_what_is_asked: {
        "the topic does not count": ('fits("topic", dataset.topic) &&', ""),
        "the level does not count": ('&& fits("level", dataset.level)', ""),
        "none ticked is none": ("!data.has(name) ||", ""),
        "one tick counts": (
            "data.getAll(name).includes(value)",
            "data.get(name) === value",
        ),
        "the number does not count": (".slice(0, Number(form.n.value))", ""),
        "what fits is not counted": (
            "    count();\n  }\n\n  function restore",
            "  }\n\n  function restore",
        ),
        "the form stays hidden": ("  form.hidden = false;\n", ""),
    },
    interviews.an_address_repeats_the_draw: {
        "the seed does not count": (
            "Number(form.seed.value)",
            "Math.floor(1e9 * Math.random())",
        ),
        "the seed stays": ("    renew();\n    save();", ""),
        "the address stays": ('history.replaceState(null, "", `#?', "String(`#?"),
        "the address at the start is ignored": ("  restore();\n});", "});"),
        "a new address is ignored": ('addEventListener("hashchange", restore);', ""),
        "an old tick stays": (
            "field.checked = values.includes(field.value)",
            "field.checked ||= values.includes(field.value)",
        ),
        "a number is not restored": ("? values[0] : field", "? field.value : field"),
        "a damaged number is taken": ("Number(values[0]) >= 0", "values.length"),
        "a seed may be missing": ("if (!form.seed.value) renew();", ""),
    },
    interviews.every_question_has_its_chance: {
        "the seed does not matter": ("Math.imul(seed + 1, 0x9e3779b1)", "1"),
        "the order is the book's": ("lot(seed, a.id) - lot(seed, b.id)", "0"),
    },
    interviews.an_answer_comes_in_steps: {
        "all is shown at once": ("step.hidden = true;", "step.hidden = false;"),
        "a step is not shown": ("steps[shown].hidden = false;", ""),
        "a step has no focus": ("steps[shown].focus();", ""),
        "the question has no focus": ('part(".dn-asked").focus();', ""),
        "the points can be given early": ("rating.hidden = !reveal.hidden;", ""),
        "the proof is missing": ("steps.at(-1).append(proof.cloneNode(true));", ""),
        "the rest of the page stays": ('classList.toggle("dn-interview", on)', "a"),
        "the form stays": ("form.hidden = on;", ""),
    },
    interviews.the_next_question_begins_anew: {
        "the points stay chosen": ("rating.reset();", ""),
        "the same is asked again": ("interview.at += 1;", "drawn.at = 1;"),
        "the answers stay open": ("    offer();\n    clock", "    clock"),
    },
    interviews.the_clock_counts_the_thinking: {
        "answering counts": (
            '"click", () => {\n    clock.stop();',
            '"click", () => {',
        ),
        "the time is not kept": ("seconds: clock.seconds", "seconds: 0"),
        "the minutes do not count": ("clock.start(minutes)", "clock.start(3)"),
    },
    interviews.each_answer_is_kept_at_once: {
        "an earlier answer is lost": ("sessions[when] ??=", "sessions[when] ="),
        "an interview without an answer is kept": (
            "    play(true);\n",
            "    play(true);\n    dnStore.update((s) => { s.sessions[interview.when]"
            ' = { settings: "", answers: {} }; });\n',
        ),
        "points are not kept": ("= { score, seconds", "= { score: 1, seconds"),
    },
    outcomes.an_interview_ends_at_its_outcome: {
        "the outcome has no focus": ("next.focus();", ""),
        "the stage stays": ("stage.hidden = !on;", "stage.hidden = false;"),
    },
    interviews.the_weakest_come_first_if_asked_for: {
        "the first score counts": (
            "scores[id] = score",
            "scores[id] ??= score",
        ),
        "the box does not count": ("if (form.weak.checked)", "if (false)"),
        "the strongest come first": ("score(a) - score(b)", "score(b) - score(a)"),
        "what was never asked comes last": ("?? 2.5", "?? 4"),
        "what was never asked comes first": ("?? 2.5", "?? -1"),
    },
    outcomes.the_same_questions_come_again_whatever_was_answered: {
        "others are drawn": ("if (again.length) return again;", ""),
        "the address forgets them": ('query.append("ask", id);', ""),
        "they come ever after": (
            "interview = undefined;\n    again = [];",
            "interview = undefined;",
        ),
        "other choices change nothing": (
            "() => {\n    again = [];\n    save();",
            "() => {\n    save();",
        ),
        "they are not announced": ("value = again.length", "value = false"),
    },
    outcomes.an_earlier_interview_is_asked_again: {
        "the choices are not kept": (
            "settings: settings(),",
            'settings: "",',
        ),
    },
}
CLOCK = {
    interviews.the_clock_counts_the_thinking: {
        "it never moves": ("ticking = setInterval(show, 250);", ""),
        "a pause counts": ("    since = undefined;\n", ""),
        "a pause begins anew": ("before = elapsed();", "before = 0;"),
        "the next question goes on": ("[given, 0, 0]", "[given, before ?? 0, 0]"),
        "it speaks at once": ("[given, 0, 0]", "[given, 0, -1]"),
        "it never speaks": ("spoken = passed;", "return;"),
        "old words stay": ('status.textContent = "";', ""),
        "one is many": ('count === 1 ? "minute"', 'count < 0 ? "minute"'),
        "over is left": ('passed < minutes ? "left"', 'true ? "left"'),
        "it is never over": ('toggle("dn-over", isOver)', 'toggle("dn-over", false)'),
        "the end is not said": ('? "Time is up" :', '? "" :'),
        "seconds have one digit": ('padStart(2, "0")', 'padStart(1, "0")'),
        "the button stays": ("button.hidden = true;", ""),
    },
    interviews.the_next_question_begins_anew: {
        "the button is gone": ("button.hidden = false;", ""),
    },
}
OUTCOME = {
    outcomes.an_outcome_begins_with_the_weakest: {
        "the first interview is shown": (".findLast(", ".find("),
        "the strongest come first": ("a.score - b.score", "b.score - a.score"),
        "the strongest topic comes first": (
            "share(a) - share(b)",
            "share(b) - share(a)",
        ),
        "sums are compared": (" / answers.length;", ";"),
        "a question that is gone breaks it": (
            ".filter(({ question }) => question)",
            "",
        ),
        "all is one topic": ("topics[question.dataset.topic]", '"Sums"'),
        "all is one level": ("question.dataset.level", '"mid"'),
        "the best is four": ("const BEST = 3;", "const BEST = 4;"),
        "the proof is missing": (", proof);", ");"),
        "the question stays folded": ("question.open = true;", ""),
        "the minutes are seconds": ('"seconds") / 60', '"seconds")'),
    },
    interviews.each_answer_is_kept_at_once: {
        "nothing is an outcome": ("place.hidden = !last;", "place.hidden = false;"),
    },
    outcomes.an_interview_ends_at_its_outcome: {
        "the outcome is the one before": ('addEventListener("dn-store", show);', ""),
    },
    outcomes.an_earlier_interview_is_asked_again: {
        "the first comes first": (".sort().reverse()", ".sort()"),
        "the link leads nowhere": ("`#?${query}`", '"#?"'),
    },
    outcomes.the_same_questions_come_again_whatever_was_answered: {
        "what was not reached is asked": ('query.delete("ask");', ""),
    },
    outcomes.what_the_book_no_longer_asks_is_no_outcome: {
        "it is shown": (
            ".findLast((when) => answersOf(sessions[when]).length)",
            ".at(-1)",
        ),
        "it is asked": ("if (document.getElementById(id)) query", "query"),
    },
}
SCRIPTS = {
    **keep_mutants.SCRIPTS,
    "mock.js": MOCK,
    "clock.js": CLOCK,
    "outcome.js": OUTCOME,
}
