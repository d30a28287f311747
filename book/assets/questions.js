// Grades the drills of an interview corner: the computed answers are in the page.
document.addEventListener("DOMContentLoaded", () => {
  for (const quiz of document.querySelectorAll(".dn-quiz")) {
    const drills = quiz.querySelectorAll(".dn-drill");
    const score = quiz.querySelector(".dn-score");
    const right = new Set();
    score.hidden = false;
    for (const drill of drills) {
      const answer = drill.querySelector("details");
      const feedback = drill.querySelector(".dn-feedback");
      const reasons = answer.querySelectorAll(".dn-because");
      answer.hidden = true;
      drill.querySelector("button").hidden = false;
      drill.addEventListener("submit", (event) => {
        event.preventDefault();
        const given = Number(new FormData(drill).get("given"));
        const { answer: wanted, tolerance, kind } = drill.dataset;
        const isRight = Math.abs(given - wanted) <= Number(tolerance);
        const isChoice = kind === "choice";
        const reason = reasons[isChoice ? given : 0];
        feedback.className = `dn-feedback ${isRight ? "dn-right" : "dn-wrong"}`;
        feedback.textContent = isRight ? "✓ Right. " : "✗ Not yet. ";
        if (isRight || isChoice) feedback.append(reason.cloneNode(true));
        answer.hidden = isRight;
        right[isRight ? "add" : "delete"](drill);
        score.textContent = `${right.size} of ${drills.length} right`;
      });
    }
  }
});
