// Export, import and forget: the controls over what store.js keeps.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  addEventListener("dn-store", () => {
    for (const place of document.querySelectorAll(".dn-trouble"))
      place.textContent = dnStore.trouble;
  });

  const keep = document.querySelector(".dn-keep");
  if (!keep) return;
  const answer = keep.querySelector(".dn-answer");
  const file = keep.querySelector("[type=file]");
  const known = new Set(keep.dataset.questions.split(" "));
  const isKnown = ({ answers }) => Object.keys(answers).some((id) => known.has(id));
  keep.hidden = false;

  function without(count) {
    if (!count) return "";
    const which = count === 1 ? "an interview" : `${count} interviews`;
    return `, without ${which}: this edition asks none of the questions`;
  }

  keep.querySelector(".dn-export").addEventListener("click", () => {
    const text = JSON.stringify(dnStore.state, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "dlnotes.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    answer.textContent = "Exported as dlnotes.json.";
  });

  file.addEventListener("change", async () => {
    const [given] = file.files;
    if (!given) return;
    const text = await given.text();
    file.value = ""; // the same file may be chosen again
    try {
      const foreign = dnStore.merge(text, isKnown);
      answer.textContent = `Added what ${given.name} holds${without(foreign)}.`;
    } catch (error) {
      answer.textContent = `${given.name} was not imported: ${error.message}.`;
    }
  });

  keep.querySelector(".dn-clear").addEventListener("click", () => {
    if (!confirm("Forget all ticks and interviews that this browser keeps?")) return;
    dnStore.clear();
    answer.textContent = "All is forgotten.";
  });
});
