// Asks for a word of explanation where a saved draft's finding wants one, and hides the question
// where none does any more; what was typed into it stays and is saved with the draft.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const pattern = form.querySelector("template[data-explanation]");
    if (!pattern) continue;
    const made = ({ name, label }, place) => {
      const block = pattern.content.firstElementChild.cloneNode(true);
      block.dataset.explanationFor = name;
      for (const one of block.querySelectorAll("*")) {
        for (const { name: attribute, value } of [...one.attributes]) one.setAttribute(attribute, value.replaceAll("EXPLANATION", name));
      }
      const title = block.querySelector("label");
      if (title) title.textContent = label;
      const hidden = block.querySelector(".visually-hidden");
      if (hidden) hidden.textContent = `：${label}`;
      place.closest(".field").after(block);
      return block;
    };
    form.addEventListener("findings", (event) => {
      const wanted = new Set();
      for (const [field, items] of Object.entries(event.detail)) {
        const place = form.querySelector(`[data-findings-for="${CSS.escape(field)}"]`);
        for (const { explain } of items) {
          if (!explain) continue;
          wanted.add(explain.name);
          // Beside a figure that cannot be changed there is a question, and no place for findings.
          const there = form.querySelector(`[data-explanation-for="${CSS.escape(explain.name)}"]`);
          const block = there ?? (place && made(explain, place));
          if (block) block.hidden = false;
        }
      }
      for (const block of form.querySelectorAll("[data-explanation-for]")) {
        if (!wanted.has(block.dataset.explanationFor)) block.hidden = true;
      }
    });
  }
})();
