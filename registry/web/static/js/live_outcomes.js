// Marks anew how conditions of the law stand, with what an autosave answered.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    form.addEventListener("marks", ({ detail: { outcomes = {} } }) => {
      for (const place of document.querySelectorAll("[data-outcome]")) {
        const outcome = outcomes[place.dataset.outcome];
        if (!outcome) continue;
        const tag = place.querySelector("[data-outcome-tag] .tag"), read = place.querySelector("[data-outcome-read]");
        if (tag) { tag.className = `tag tag-${outcome.tone}`; tag.textContent = outcome.word; }
        if (read) read.textContent = outcome.read;
      }
    });
  }
})();
