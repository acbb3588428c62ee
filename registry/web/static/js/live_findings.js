// Puts the findings of a saved draft beside their fields; text only, never markup.
"use strict";
(() => {
  const TONES = { blocking: "bad", warning: "due", note: "blue" };
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    form.addEventListener("findings", (event) => {
      for (const place of form.querySelectorAll("[data-findings-for]")) {
        const items = event.detail[place.dataset.findingsFor] ?? [];
        place.replaceChildren(...items.map(({ severity, message }) => {
          const line = document.createElement("p");
          line.className = `field-finding finding-${TONES[severity] ?? "blue"}`;
          const word = document.createElement("strong");
          word.textContent = place.getAttribute(`data-word-${severity}`) ?? "";
          line.append(word, `　${message}`);
          return line;
        }));
        const mask = form.querySelector(`[data-mask-for="${CSS.escape(place.dataset.findingsFor)}"]`);
        if (mask) mask.hidden = !items.some((item) => item.mask);
        const wrong = items.some((item) => item.severity === "blocking");
        place.closest(".field")?.classList.toggle("field-wrong", wrong);
        const input = document.getElementById(`f-${place.dataset.findingsFor}`);
        if (wrong) input?.setAttribute("aria-invalid", "true"); else input?.removeAttribute("aria-invalid");
      }
    });
  }
})();
