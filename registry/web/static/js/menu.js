// Closes the narrow navigation on Escape and goes back to what opened it.
"use strict";
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".nav-narrow details[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
