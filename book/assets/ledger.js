// Filters a long table. The state lives in the fragment: #?topic=pooling
{
  const start = () => {
    const form = document.querySelector("form.dn-filter");
    if (!form) return;
    const bodies = [...form.parentElement.querySelectorAll("tbody")];
    const rows = bodies.flatMap((body) =>
      [...body.rows].slice(1).map((row) => ({
        row,
        body,
        facts: { ...body.dataset, ...row.dataset },
        content: `${body.dataset.topic} ${row.textContent}`.toLowerCase(),
      })));

    const apply = () => {
      const { text, ...wanted } = Object.fromEntries(new FormData(form));
      const words = text.toLowerCase().split(/\s+/);
      let shown = 0;
      bodies.forEach((body) => { body.hidden = true; });
      for (const { row, body, facts, content } of rows) {
        const fits = Object.entries(wanted).every(([name, value]) =>
          !value || facts[name].split(" ").includes(value))
          && words.every((word) => content.includes(word));
        row.hidden = !fits;
        if (fits) { body.hidden = false; shown += 1; }
      }
      form.querySelector("output").value = `${shown} of ${rows.length}`;
    };

    const save = () => {
      const state = [...new FormData(form)].filter(([, value]) => value);
      const fragment = state.length ? `#?${new URLSearchParams(state)}` : location.pathname;
      history.replaceState(null, "", fragment);
      apply();
    };

    const restore = () => {
      const state = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
      for (const field of form.querySelectorAll("[name]")) field.value = state.get(field.name) ?? "";
      apply();
    };

    form.hidden = false;
    form.addEventListener("input", save);
    form.addEventListener("reset", () => setTimeout(save));
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", restore);
    restore();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}
