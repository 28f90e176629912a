/* The setup table: fill the ticked rows, tick whole columns. */
import { $, $$ } from "./dom.js";
const ticked = () => $$("tr:has([data-pick]:checked)");

function fill() {
  for (const name of ["material", "colour"]) {
    const value = $(`[data-fill="${name}"]`).value;
    if (value) for (const row of ticked()) $(`[data-col="${name}"]`, row).value = value;
  }
}

function all({ target }) {
  const name = target.dataset.all;
  if (!name) return;
  const boxes = name === "pick" ? $$("[data-pick]") : ticked().map((row) => $(`[data-col="${name}"]`, row));
  for (const box of boxes) if (!box.disabled) box.checked = target.checked;
}

$("[data-fill-now]")?.addEventListener("click", fill);
document.addEventListener("change", all);
document.body.addEventListener("farm:changed", () => $("#setup-form")?.reset());
