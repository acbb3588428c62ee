// Follows long work: asks its address every two seconds, and reloads the page when it is over.
"use strict";
(() => {
  for (const work of document.querySelectorAll("[data-progress]")) {
    if (!work.dataset.progress) continue;
    const bar = work.querySelector("progress"), done = work.querySelector("[data-progress-done]");
    const ask = async () => {
      try {
        const answer = await fetch(work.dataset.progress, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (answer.ok) {
          const now = await answer.json();
          bar.value = now.done; bar.max = Math.max(now.total, 1);
          done.textContent = now.done.toLocaleString("zh-CN");
          if (now.finished || now.failed) { location.reload(); return; }
        }
      } catch { /* The network is away for a moment; ask again. */ }
      setTimeout(ask, 2000);
    };
    setTimeout(ask, 1000);
  }
})();
