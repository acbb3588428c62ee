// Shows how much of a file has been sent, and does not send one that would be refused for its
// size. Without it the form is sent the ordinary way. The service tells a script where an upload
// leads, {location}: followed by the script, the page there would have said its message to nobody.
"use strict";
(() => {
  const MB = 1024 * 1024;
  // Listens at the form, before submit_once.js at the document: one held back can be sent again.
  const tooLarge = (form, input) => {
    const place = form.querySelector("[data-upload-too-large]");
    const size = input?.files[0]?.size || 0, held = Boolean(place) && size > input.dataset.maxMb * MB;
    if (place) {
      place.hidden = !held;
      place.textContent = held ? place.dataset.uploadTooLarge.replace("{mb}", Math.ceil(size / MB)) : "";
      input.removeAttribute("aria-invalid");
      if (held) { input.setAttribute("aria-invalid", "true"); input.focus(); }
    }
    return held;
  };
  const go = (address) => {
    const to = new URL(address, location.href), here = to.pathname + to.search === location.pathname + location.search;
    location.assign(to);
    if (here && to.hash) location.reload();
  };
  // What was refused, or is asked before it is done: the page starts at its head, with what it says first.
  const show = (page) => {
    document.open(); document.write(page); document.close();
    const first = document.querySelector(".error-summary, .notice[role=alert]") ?? document.getElementById("main");
    first?.setAttribute("tabindex", "-1");
    first?.focus();
    scrollTo(0, 0);
  };
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const line = form.querySelector("[data-upload-progress]");
    const input = form.querySelector("input[type=file]");
    for (const name of ["dragenter", "dragover"]) input?.addEventListener(name, () => input.classList.add("dropping"));
    for (const name of ["dragleave", "drop"]) input?.addEventListener(name, () => input.classList.remove("dropping"));
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || form.dataset.sent || !line) return;
      if (tooLarge(form, input)) { event.preventDefault(); return; }
      event.preventDefault();
      form.dataset.sent = "1";
      const button = event.submitter;
      if (button) { button.setAttribute("aria-disabled", "true"); button.textContent = button.dataset.busy || button.textContent; }
      line.hidden = false;
      const bar = line.querySelector("progress"), percent = line.querySelector("[data-upload-percent]");
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (sent) => {
        if (!sent.lengthComputable) return;
        bar.value = Math.round((sent.loaded / sent.total) * 100);
        percent.textContent = `${bar.value}%`;
      });
      request.addEventListener("load", () => {
        const told = request.getResponseHeader("Content-Type") ?? "";
        if (told.startsWith("application/json")) go(JSON.parse(request.responseText).location);
        else show(request.responseText);
      });
      // The network failed: send it the ordinary way, the browser then says what is wrong.
      request.addEventListener("error", () => form.submit());
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.send(new FormData(form, button));
    });
  }
})();
