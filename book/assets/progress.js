// What a reader has ticked: on chapters, beside exercises, in the sidebar, and counted.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const { pathname: root } = new URL(
    document.documentElement.dataset.content_root ?? ".",
    location.href,
  );
  const boxes = [];

  // Lets a box keep its tick under a key of a part of the store.
  function tick(box, part, key) {
    boxes.push({ box, part, key });
    box.addEventListener("change", () => {
      dnStore.update((state) => {
        if (box.checked) state[part][key] = new Date().toISOString();
        else delete state[part][key];
      });
    });
  }

  for (const form of document.querySelectorAll(".dn-read")) {
    tick(form.querySelector("input"), "read", form.dataset.chapter);
    form.hidden = false;
  }

  for (const exercise of document.querySelectorAll(".exercise[id]")) {
    const title = exercise.querySelector(".admonition-title");
    const label = document.createElement("label");
    label.className = "dn-done";
    label.innerHTML = '<input type="checkbox"> done <span class="visually-hidden"></span>';
    label.lastChild.textContent = title.textContent.trim();
    tick(label.firstChild, "done", exercise.id);
    exercise.append(label);
  }

  const links = [...document.querySelectorAll(".bd-links a")].map(
    (link) => [link, link.pathname.slice(root.length).replace(/\.html$/, "")],
  );

  const chapters = (within) => [...within.querySelectorAll("tr[data-chapter]")];
  const exercises = (row) => row.dataset.exercises.split(" ").filter(Boolean);

  function fill(bar, have, all) {
    const progress = bar.querySelector("progress");
    progress.max = all;
    progress.value = have;
    bar.querySelector("output").value = `${have} of ${all}`;
    bar.hidden = false;
  }

  // Fills the bars of a part of the book; of the whole, where no table stands below.
  function count(group, { read, done }) {
    const rows = chapters(group.querySelector("table") ?? document);
    const labels = rows.flatMap(exercises);
    const [first, second] = group.querySelectorAll(".dn-bar");
    const finished = rows.filter((row) => row.dataset.chapter in read);
    fill(first, finished.length, rows.length);
    fill(second, labels.filter((label) => label in done).length, labels.length);
  }

  function show() {
    const { state } = dnStore;
    for (const { box, part, key } of boxes) box.checked = key in state[part];
    for (const [link, chapter] of links)
      link.classList.toggle("dn-is-read", chapter in state.read);
    for (const row of chapters(document)) {
      const labels = exercises(row);
      const solved = labels.filter((label) => label in state.done);
      row.cells[1].textContent = row.dataset.chapter in state.read ? "yes" : "no";
      row.cells[2].textContent = `${solved.length} of ${labels.length}`;
    }
    for (const group of document.querySelectorAll(".dn-progress")) count(group, state);
  }
  addEventListener("dn-store", show);
});
