// Saves a draft while it is typed. <form data-autosave="ADDRESS"> posts its own fields there;
// the answer is JSON {saved_at: "14:03", version: "…", findings: {field: [{severity, message}]},
// marks: {sections: {key: {word, tone}}, changed: {word, tone, fields: {field: true}},
// texts: {id: text}}}.
"use strict";
(() => {
  const PAUSE = 1200, RETRY = 8000;
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const status = document.querySelector("[data-autosave-status]");
    let timer = null, saving = false, changed = false, conflict = false, expired = false, held = false, send = null;
    const show = (text, failed = false) => {
      if (!status) return;
      status.textContent = text;
      status.classList.toggle("failed", failed);
    };
    const later = (pause) => { clearTimeout(timer); timer = setTimeout(() => { timer = null; save(); }, pause); };
    // Signing in anew makes a new token; without it nothing typed on this page could be sent.
    async function renew() {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [fresh, own] = [page, form].map((one) => one.querySelector("[name=csrf_token]"));
      if (answer.ok && fresh && own) own.value = fresh.value;
    }
    async function save() {
      if (saving || !changed || conflict || form.dataset.sent) return;
      saving = true; changed = held = false;
      show(status?.dataset.saving ?? "");
      try {
        if (expired) await renew();
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin",
        });
        if (answer.status === 409 || answer.status === 412) {
          conflict = true; show(status?.dataset.conflict ?? "", true); return;
        }
        if (answer.redirected || [400, 401, 403].includes(answer.status)) {
          changed = expired = held = true; show(status?.dataset.expired ?? "", true); later(RETRY); return;
        }
        expired = false;
        const saved = await answer.json();
        if (!answer.ok) {
          changed = true; show(saved.message ?? status?.dataset.failed ?? "", true); later(RETRY); return;
        }
        const version = form.querySelector("[name=version]");
        if (version && saved.version !== undefined) version.value = saved.version;
        show(`${status?.dataset.saved ?? ""} ${saved.saved_at ?? ""}`.trim());
        form.dispatchEvent(new CustomEvent("findings", { detail: saved.findings ?? {} }));
        form.dispatchEvent(new CustomEvent("marks", { detail: saved.marks ?? {} }));
      } catch {
        changed = held = true; show(status?.dataset.failed ?? "", true); later(RETRY);
      } finally {
        saving = false;
        const go = send;
        send = null;
        // Signed out or cut off, nothing can be sent: it stays on the page, where it was said why.
        if (go && !held) { changed = false; go(); }
        else if (changed && !conflict && timer === null) later(PAUSE);
      }
    }
    // Sending waits for what is still unsaved: it then carries the version of that save, and an
    // ended session or a lost connection is told here instead of on a page without the figures.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer); timer = null;
      if (conflict || !(saving || changed)) return;
      event.preventDefault();
      const button = event.submitter;
      send = () => form.requestSubmit(button);
      save();
    });
    form.addEventListener("input", () => { changed = true; later(PAUSE); });
    form.addEventListener("change", () => { changed = true; later(0); });
    // What was typed before this script came, on a slow line, is unsaved as well.
    const isTyped = (one) => one.matches("select")
      ? one.selectedIndex !== Math.max(0, [...one.options].findIndex((option) => option.defaultSelected))
      : one.value !== one.defaultValue || Boolean(one.checked) !== Boolean(one.defaultChecked);
    if ([...form.querySelectorAll("input:not([type=hidden]), textarea, select")].some(isTyped)) { changed = true; later(PAUSE); }
    window.addEventListener("online", () => later(0));
    window.addEventListener("focus", () => { if (expired) later(0); });
    window.addEventListener("beforeunload", (event) => { if (changed && !form.dataset.sent) event.preventDefault(); });
  }
})();
