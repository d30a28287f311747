// explore: a page's controls switch between the frames packed beside them.
"use strict";
(() => {
  if (!window.DecompressionStream) return;
  const explorers = new Map();

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const gunzip = new DecompressionStream("gzip");
    const stream = new Blob([bytes]).stream().pipeThrough(gunzip);
    const { lines, frames } = await new Response(stream).json();
    return frames.map((frame) => frame.map((i) => lines[i]).join("\n"));
  }

  function adapter(control) {
    const values = JSON.parse(control.dataset.values);
    const shown = control.parentNode.querySelector("output");
    return {
      values,
      control,
      name: control.name,
      label: control.parentNode.querySelector("span").textContent,
      get at() {
        if (control.type === "checkbox")
          return values.indexOf(control.checked ? "True" : "False");
        return shown ? Number(control.value) : control.selectedIndex;
      },
      set at(i) {
        if (control.type === "checkbox") control.checked = values[i] === "True";
        else if (shown) control.value = i;
        else control.selectedIndex = i;
      },
      get value() {
        return values[this.at];
      },
      speak() {
        if (!shown) return;
        shown.textContent = this.value;
        control.setAttribute("aria-valuetext", this.value);
      },
    };
  }

  function start(figure) {
    const view = figure.querySelector(".dn-view");
    const status = figure.querySelector(".dn-state");
    const caption = figure.querySelector("figcaption").textContent;
    const first = view.innerHTML;
    const all = [...figure.querySelectorAll("[data-values]")].map(adapter);
    let others;

    async function show() {
      for (const each of all) each.speak();
      others ??= unpack(figure.querySelector("script").textContent);
      const frames = [first, ...(await others)];
      // Counted after the wait: the reader may have moved on.
      const index = all.reduce((n, each) => n * each.values.length + each.at, 0);
      const state = all.map((each) => `${each.label} ${each.value}`).join(", ");
      view.innerHTML = frames[index];
      view.setAttribute("aria-label", `${caption} Shown: ${state}`);
      status.textContent = state;
    }

    figure.addEventListener("input", (event) => {
      if (!event.target.dataset.values) return;
      const query = new URLSearchParams(all.map((each) => [each.name, each.value]));
      history.replaceState(null, "", `#${figure.id}?${query}`);
      show();
    });
    figure.querySelector(".dn-controls").hidden = false;
    figure.querySelector(".dn-fallback").hidden = true;
    explorers.set(figure.id, (query) => {
      for (const each of all) {
        const i = each.values.indexOf(query.get(each.name));
        if (i >= 0) each.at = i;
      }
      figure.scrollIntoView();
      show();
    });
  }

  function follow() {
    const [id, query] = location.hash.slice(1).split("?");
    if (query) explorers.get(id)?.(new URLSearchParams(query));
  }

  function main() {
    document.querySelectorAll(".dn-explore").forEach(start);
    window.addEventListener("hashchange", follow);
    follow();
  }

  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", main);
  else main();
})();
