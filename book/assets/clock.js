// The clock of a mock interview: counts the thinking, can be paused, speaks each minute.
"use strict";
globalThis.dnClock = (place, status) => {
  const face = place.querySelector("[role=timer]");
  const button = place.querySelector("button");
  let minutes; // that are given
  let before; // ms counted before the last pause
  let since; // when it went on; undefined while it rests
  let ticking;
  let spoken; // minutes

  const elapsed = () => before + (since === undefined ? 0 : performance.now() - since);
  const written = (seconds) =>
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  function left(passed) {
    const count = Math.abs(minutes - passed);
    const unit = count === 1 ? "minute" : "minutes";
    return `${count} ${unit} ${passed < minutes ? "left" : "over"}`;
  }

  function show() {
    const seconds = Math.floor(elapsed() / 1000);
    const isOver = seconds >= 60 * minutes;
    face.textContent =
      `${written(seconds)} of ${written(60 * minutes)}${isOver ? ", time is up" : ""}`;
    place.classList.toggle("dn-over", isOver);
    const passed = Math.floor(seconds / 60);
    if (passed === spoken) return;
    spoken = passed;
    status.textContent = passed === minutes ? "Time is up" : left(passed);
  }

  function rest() {
    before = elapsed();
    since = undefined;
    clearInterval(ticking);
    button.textContent = "Go on";
  }

  function go() {
    since = performance.now();
    ticking = setInterval(show, 250);
    button.textContent = "Pause";
  }

  button.addEventListener("click", () => (since === undefined ? go : rest)());

  return {
    start(given) {
      [minutes, before, spoken] = [given, 0, 0];
      clearInterval(ticking);
      status.textContent = "";
      button.hidden = false;
      go();
      show();
    },
    stop() {
      rest();
      button.hidden = true;
    },
    get seconds() {
      return Math.floor(elapsed() / 1000);
    },
  };
};
