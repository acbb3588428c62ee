// Keeps the live parts of a page fresh: asks for the same page again while it is in sight.
"use strict";
(() => {
  const parts = [...document.querySelectorAll("[data-live][id]")];
  const seconds = Math.max(0, ...parts.map((part) => Number(part.dataset.live) || 0));
  if (!seconds) return;
  const on = document.querySelector("[data-live-on]"), off = document.querySelector("[data-live-off]");
  const show = (live) => { if (on) on.hidden = !live; if (off) off.hidden = live; };
  let timer = 0, sent = false, missed = false;
  const stop = () => { clearTimeout(timer); sent = true; show(false); };
  const put = (fresh) => {
    // Another page came instead: one is signed out, say.
    if (!parts.some((part) => fresh.getElementById(part.id))) { stop(); return; }
    for (const part of parts) {
      const now = fresh.getElementById(part.id);
      if (!now) continue;
      // Who goes by keyboard keeps the place: the same link or button has the focus again.
      const focused = part.contains(document.activeElement) ? document.activeElement : null;
      const alike = focused && [...part.querySelectorAll("a, button, input")].indexOf(focused);
      part.replaceChildren(...now.childNodes);
      if (focused) [...part.querySelectorAll("a, button, input")][alike]?.focus();
    }
  };
  const ask = async () => {
    if (sent) return;
    if (document.hidden) { missed = true; return; }
    try {
      // Nobody is using the page now: the header lets the session end as if it had not asked.
      const answer = await fetch(location.href, { headers: { "X-Looking-On": "1" }, credentials: "same-origin", cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { stop(); return; }
      if (answer.ok && !sent) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* The network is away for a moment; ask again. */ }
    if (!sent) timer = setTimeout(ask, seconds * 1000);
  };
  // A form on its way is not taken from under the reader's hand.
  document.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { sent = false; ask(); } });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !missed) return;
    missed = false;
    ask();
  });
  show(true);
  timer = setTimeout(ask, seconds * 1000);
})();
