// Tells how an incident would be graded while its figures are typed; nothing is kept.
"use strict";
(() => {
  const ASKED = ["kind", "occurred_on", "basis", "deaths", "injured", "evacuated", "loss", "ticks", "found"];
  for (const form of document.querySelectorAll("form[data-grade]")) {
    const place = form.querySelector("[data-grade-words]");
    let timer = null;
    async function ask() {
      const given = new FormData(form), query = new URLSearchParams();
      for (const [name, value] of given) if (ASKED.includes(name) && typeof value === "string") query.append(name, value);
      try {
        const answer = await fetch(`${form.dataset.grade}?${query}`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        const { text } = answer.ok && !answer.redirected ? await answer.json() : {};
        place.textContent = text ? place.dataset.gradeWords + text : "";
      } catch { place.textContent = ""; }
    }
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 500); });
    if (form.querySelector("[name=occurred_on]").value) ask();
  }
})();
