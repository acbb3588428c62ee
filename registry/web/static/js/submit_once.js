// A second click does not send a form a second time.
"use strict";
(() => {
  const label = (button, text) => { if (text) { button.dataset.idle ??= button.textContent; button.textContent = text; } };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) { button.setAttribute("aria-disabled", "true"); label(button, button.dataset.busy); }
  });
  // Coming back with the browser's button: the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) {
        button.removeAttribute("aria-disabled");
        label(button, button.dataset.idle);
      }
    }
  });
})();
