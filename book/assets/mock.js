// A mock interview: draws questions, counts the time, reveals the answers in steps.
// The choices live in the fragment: #?topic=pooling&n=6&minutes=3&seed=7
// It may name the questions instead, those of an earlier interview: &ask=pooling.max
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector(".dn-setup");
  if (!form) return;
  const stage = document.querySelector(".dn-stage");
  const part = (name) => stage.querySelector(name);
  const steps = [...stage.querySelectorAll(".dn-step")];
  const reveal = part(".dn-reveal");
  const rating = part(".dn-rating");
  const bank = [...document.querySelectorAll(".dn-bank .dn-question")];
  const clock = dnClock(part(".dn-clock"), part(".dn-minutes"));
  let again = []; // the questions that the address names, until a choice is changed
  let interview; // { when, settings, minutes, drawn, at }
  let shown; // how many steps of the answer

  const chosen = () => {
    const data = new FormData(form);
    const fits = (name, value) => !data.has(name) || data.getAll(name).includes(value);
    return bank.filter(
      ({ dataset }) => fits("topic", dataset.topic) && fits("level", dataset.level),
    );
  };

  // The place of a question in the draw: new chapters leave the others' order alone.
  function lot(seed, id) {
    let hash = Math.imul(seed + 1, 0x9e3779b1);
    for (const letter of id) {
      hash = Math.imul(hash ^ letter.codePointAt(0), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  // The last score of each question; what was never asked stands before what was known.
  function lastScores() {
    const { sessions } = dnStore.state;
    const scores = {};
    for (const when of Object.keys(sessions).sort())
      for (const [id, { score }] of Object.entries(sessions[when].answers))
        scores[id] = score;
    return ({ id }) => scores[id] ?? 2.5;
  }

  function draw() {
    if (again.length) return again;
    const seed = Number(form.seed.value);
    const drawn = chosen().sort((a, b) => lot(seed, a.id) - lot(seed, b.id));
    const score = lastScores();
    if (form.weak.checked) drawn.sort((a, b) => score(a) - score(b));
    return drawn.slice(0, Number(form.n.value));
  }

  const copies = (element) => [...element.cloneNode(true).childNodes];

  function ask() {
    const { drawn, at, minutes } = interview;
    const question = drawn[at];
    const [asked, , , , proof] = question.children;
    part(".dn-where").textContent =
      `Question ${at + 1} of ${drawn.length}, ${question.dataset.level}`;
    part(".dn-asked").replaceChildren(...copies(asked.querySelector(".dn-asks")));
    steps.forEach((step, i) => {
      step.replaceChildren(...copies(question.children[i + 1]));
      step.hidden = true;
    });
    steps.at(-1).append(proof.cloneNode(true));
    shown = 0;
    rating.reset();
    rating.hidden = true;
    offer();
    clock.start(minutes);
    part(".dn-asked").focus();
  }

  function offer() {
    reveal.hidden = shown === steps.length;
    if (!reveal.hidden)
      reveal.textContent = `Show: ${steps[shown].getAttribute("aria-label").toLowerCase()}`;
    rating.hidden = !reveal.hidden;
  }

  function record(score) {
    const { when, settings, drawn, at } = interview;
    dnStore.update(({ sessions }) => {
      sessions[when] ??= { settings, answers: {} };
      sessions[when].answers[drawn[at].id] = { score, seconds: clock.seconds };
    });
  }

  function play(on) {
    document.body.classList.toggle("dn-interview", on);
    stage.hidden = !on;
    form.hidden = on;
  }

  function finish() {
    clock.stop();
    play(false);
    const answered = interview.when in dnStore.state.sessions;
    const next = answered ? document.querySelector(".dn-outcome h2") : form.n;
    interview = undefined;
    again = [];
    renew();
    save();
    next.focus();
  }

  function renew() {
    form.seed.value = Math.floor(1e6 * Math.random());
  }

  function count() {
    const fitting = chosen().length;
    form.querySelector("output").value = again.length
      ? `${again.length} of an earlier interview, in the same order`
      : `${fitting} of ${bank.length} questions fit`;
  }

  function settings() {
    const query = new URLSearchParams(new FormData(form));
    for (const { id } of again) query.append("ask", id);
    return query.toString();
  }

  function save() {
    history.replaceState(null, "", `#?${settings()}`);
    count();
  }

  function restore() {
    if (interview || !location.hash.startsWith("#?")) return;
    const given = new URLSearchParams(location.hash.slice(2));
    for (const field of form.querySelectorAll("[name]")) {
      const values = given.getAll(field.name);
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = Number(values[0]) >= 0 ? values[0] : field.defaultValue;
    }
    if (!form.seed.value) renew();
    again = given.getAll("ask")
      .map((id) => bank.find((question) => question.id === id))
      .filter(Boolean);
    count();
    form.scrollIntoView();
  }

  form.addEventListener("input", () => {
    again = [];
    save();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await window.MathJax?.startup?.promise; // a copied formula stays as it was
    save();
    interview = {
      when: new Date().toISOString(),
      settings: settings(),
      minutes: Number(form.minutes.value),
      drawn: draw(),
      at: 0,
    };
    play(true);
    ask();
  });
  reveal.addEventListener("click", () => {
    clock.stop();
    steps[shown].hidden = false;
    steps[shown].focus();
    shown += 1;
    offer();
  });
  rating.addEventListener("submit", (event) => {
    event.preventDefault();
    record(Number(new FormData(rating).get("score")));
    interview.at += 1;
    if (interview.at < interview.drawn.length) ask();
    else finish();
  });
  part(".dn-stop").addEventListener("click", finish);
  addEventListener("hashchange", restore);

  renew();
  count();
  form.hidden = false;
  restore();
});
