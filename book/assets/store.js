// What a reader's browser keeps: ticks and interviews, under one key, never sent.
"use strict";
globalThis.dnStore = (() => {
  const KEY = "dlnotes.1";
  const PARTS = ["read", "done", "sessions"];
  let state = empty();
  let trouble = ""; // once there is any, this page remembers for itself alone

  function empty() {
    return { version: 1, read: {}, done: {}, sessions: {} };
  }

  const isMap = (thing, fits) =>
    thing !== null && typeof thing === "object" && !Array.isArray(thing)
    && Object.entries(thing).every(([key, value]) => fits(value, key));
  const isDate = (text) => typeof text === "string" && !Number.isNaN(Date.parse(text));
  const isAnswer = (answer) =>
    [0, 1, 2, 3].includes(answer?.score) && Number.isFinite(answer.seconds);
  const isSession = (session, when) =>
    isDate(when) && typeof session?.settings === "string"
    && isMap(session.answers, isAnswer);

  function parse(text) {
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      throw new Error("it is not JSON");
    }
    if (found?.version > 1) throw new Error("a newer edition of the book wrote it");
    const isOurs = found?.version === 1 && isMap(found.read, isDate)
      && isMap(found.done, isDate) && isMap(found.sessions, isSession);
    if (!isOurs) throw new Error("this book did not write it");
    return found;
  }

  function load() {
    if (trouble) return;
    let text;
    try {
      text = localStorage.getItem(KEY);
    } catch {
      trouble = "This browser keeps nothing for this page: export before you leave.";
      return;
    }
    try {
      state = text === null ? empty() : parse(text);
    } catch (error) {
      trouble = `What the browser kept is left as it is, for ${error.message}. Nothing`
        + " new is kept until you forget all.";
    }
  }

  function save() {
    if (trouble) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
    } catch {
      trouble = "The browser's storage is full: export before you leave.";
    }
  }

  const tell = () => dispatchEvent(new Event("dn-store"));

  function update(change) {
    load(); // another tab may have written
    change(state);
    save();
    tell();
  }

  addEventListener("storage", tell);
  addEventListener("pageshow", tell); // loaded, or back from another page

  return {
    update,
    get state() {
      load();
      return state;
    },
    get trouble() {
      load();
      return trouble;
    },
    // Adds what an exported file holds, but for interviews that do not fit, and returns
    // how many these are; raises, and changes nothing, if the file is no such.
    merge(text, fits) {
      const given = parse(text);
      const foreign = Object.entries(given.sessions).filter(([, each]) => !fits(each));
      for (const [when] of foreign) delete given.sessions[when];
      update((own) => {
        for (const part of PARTS) own[part] = { ...given[part], ...own[part] };
      });
      return foreign.length;
    },
    clear() {
      state = empty();
      try {
        localStorage.removeItem(KEY);
        trouble = "";
      } catch {
        // what cannot be reached was never kept
      }
      tell();
    },
  };
})();
