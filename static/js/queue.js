/* Search in a list that the server drew: rows are hidden, and so are the rows that follow them. */
import { $, $$ } from "./dom.js";
const box = $("[data-search]");

function show() {
  const text = box.value.trim().toLowerCase();
  for (const row of $$(box.dataset.search)) {
    row.hidden = !row.dataset.text.includes(text);
    const next = row.nextElementSibling;
    if (next?.dataset.follows) next.hidden = row.hidden;
  }
}

if (box) {
  box.addEventListener("input", show);
  document.addEventListener("farm:placed", show);
}
