// Sets the marks of a saved draft: what each section's state is, and which fields were changed.
"use strict";
(() => {
  const dress = (tag, { word, tone }) => { tag.className = `tag tag-${tone}`; tag.textContent = word; return tag; };
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    form.addEventListener("marks", ({ detail: { sections = {}, changed, texts = {} } }) => {
      for (const [key, state] of Object.entries(sections)) {
        const tag = document.querySelector(`#s-${CSS.escape(key)} .form-section-head .tag`);
        if (tag) dress(tag, state);
      }
      for (const [id, text] of Object.entries(texts)) {
        const place = document.getElementById(id);
        if (place) place.textContent = text;
      }
      for (const [name, is] of Object.entries(changed?.fields ?? {})) {
        const field = document.getElementById(`f-${name}`)?.closest(".field");
        const label = field?.querySelector(".field-label"), tag = label?.querySelector(".tag");
        field?.classList.toggle("field-changed", is);
        if (!is) tag?.remove();
        else if (!tag) label?.append(dress(document.createElement("span"), changed));
      }
    });
  }
})();
