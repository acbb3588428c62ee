// Saves a draft while it is typed. <form data-autosave="ADDRESS"> posts its own fields there;
// the answer is JSON {saved_at: "14:03", version: "…", findings: {field: [{severity, message}]}}.
"use strict";
(() => {
  const PAUSE = 1200, RETRY = 8000;
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const status = document.querySelector("[data-autosave-status]");
    let timer = null, saving = false, changed = false, conflict = false, send = null;
    const show = (text, failed = false) => {
      if (!status) return;
      status.textContent = text;
      status.classList.toggle("failed", failed);
    };
    const later = (pause) => { clearTimeout(timer); timer = setTimeout(() => { timer = null; save(); }, pause); };
    async function save() {
      if (saving || !changed || conflict || form.dataset.sent) return;
      saving = true; changed = false;
      show(status?.dataset.saving ?? "");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin",
        });
        if (answer.status === 409 || answer.status === 412) {
          conflict = true; show(status?.dataset.conflict ?? "", true); return;
        }
        if (answer.redirected || [400, 401, 403].includes(answer.status)) {
          changed = true; show(status?.dataset.expired ?? "", true); later(RETRY); return;
        }
        if (!answer.ok) throw new Error(String(answer.status));
        const saved = await answer.json();
        const version = form.querySelector("[name=version]");
        if (version && saved.version !== undefined) version.value = saved.version;
        show(`${status?.dataset.saved ?? ""} ${saved.saved_at ?? ""}`.trim());
        form.dispatchEvent(new CustomEvent("findings", { detail: saved.findings ?? {} }));
      } catch {
        changed = true; show(status?.dataset.failed ?? "", true); later(RETRY);
      } finally {
        saving = false;
        if (send) { const go = send; send = null; go(); }
        else if (changed && !conflict && timer === null) later(PAUSE);
      }
    }
    // Sending waits for a save under way, so that it carries the version that save made.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer); timer = null;
      if (!saving) return;
      event.preventDefault();
      const button = event.submitter;
      send = () => form.requestSubmit(button);
    });
    form.addEventListener("input", () => { changed = true; later(PAUSE); });
    form.addEventListener("change", () => { changed = true; later(0); });
    window.addEventListener("online", () => later(0));
    window.addEventListener("beforeunload", (event) => { if (changed && !form.dataset.sent) event.preventDefault(); });
  }
})();
