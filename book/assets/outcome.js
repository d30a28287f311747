// What came of the mock interviews: the last one by topic and level, weakest first.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".dn-outcome");
  if (!place) return;
  const BEST = 3; // points a question
  const topics = Object.fromEntries(
    [...document.querySelectorAll(".dn-setup [name=topic]")].map((box) => [
      box.value,
      box.parentElement.textContent.trim(),
    ]),
  );

  function make(tag, ...content) {
    const element = document.createElement(tag);
    element.append(...content);
    return element;
  }

  function table(caption, heads, rows) {
    const header = make("tr", ...heads.map((head) => make("th", head)));
    for (const cell of header.cells) cell.scope = "col";
    const lines = rows.map(([first, ...others]) => {
      const name = make("th", first);
      name.scope = "row";
      return make("tr", name, ...others.map((other) => make("td", other)));
    });
    const found = make("table", make("caption", caption), make("thead", header),
      make("tbody", ...lines));
    found.className = "table";
    return found;
  }

  const sum = (answers, name) => answers.reduce((total, each) => total + each[name], 0);
  const points = (answers) => `${sum(answers, "score")} of ${BEST * answers.length}`;
  const share = (answers) => sum(answers, "score") / answers.length;

  // Those questions of an interview that the book still has, weakest first.
  function answersOf({ answers }) {
    return Object.entries(answers)
      .map(([id, answer]) => ({ ...answer, question: document.getElementById(id) }))
      .filter(({ question }) => question)
      .sort((a, b) => a.score - b.score || b.seconds - a.seconds);
  }

  function grouped(answers, caption, nameOf) {
    const names = [...new Set(answers.map(nameOf))];
    const groups = names.map((name) => [
      name,
      answers.filter((answer) => nameOf(answer) === name),
    ]);
    groups.sort(([, a], [, b]) => share(a) - share(b));
    const rows = groups.map(([name, group]) => [name, points(group)]);
    return table(`By ${caption}`, [caption, "points"], rows);
  }

  function line({ question, score, seconds }) {
    const words = question.querySelector(".dn-asks").cloneNode(true);
    const asked = make("a", words);
    asked.href = `#${question.id}`;
    asked.addEventListener("click", () => { question.open = true; });
    const proof = question.querySelector(".dn-proof").cloneNode(true);
    return make("li", asked, ` ${score} of ${BEST} points, ${seconds} s.`, proof);
  }

  // A link that asks what this interview asked, whatever its choices would draw today.
  function again({ settings, answers }) {
    const query = new URLSearchParams(settings);
    query.delete("ask");
    for (const id of Object.keys(answers))
      if (document.getElementById(id)) query.append("ask", id);
    if (!query.has("ask")) return "no longer in the book";
    const link = make("a", "ask again");
    link.href = `#?${query}`;
    return link;
  }

  function past(sessions) {
    const rows = Object.keys(sessions).sort().reverse().map((when) => {
      const answers = Object.values(sessions[when].answers);
      const day = new Date(when).toLocaleString("en-GB");
      return [day, points(answers), again(sessions[when])];
    });
    return table("Latest first", ["when", "points", "the same questions"], rows);
  }

  function show() {
    const { sessions } = dnStore.state;
    const last = Object.keys(sessions).sort()
      .findLast((when) => answersOf(sessions[when]).length);
    place.hidden = !last;
    if (!last) return;
    const answers = answersOf(sessions[last]);
    const minutes = Math.round(sum(answers, "seconds") / 60);
    place.querySelector(".dn-sum").textContent =
      `${points(answers)} points, ${minutes} minutes of thinking. Weakest first:`;
    place.querySelector(".dn-tables").replaceChildren(
      grouped(answers, "topic", ({ question }) => topics[question.dataset.topic]),
      grouped(answers, "level", ({ question }) => question.dataset.level),
    );
    place.querySelector(".dn-answers").replaceChildren(...answers.map(line));
    place.querySelector(".dn-past div").replaceChildren(past(sessions));
  }
  addEventListener("dn-store", show);
});
