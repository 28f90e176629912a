/* What the page says back: a toast for what is done, a dialog for what was not possible. */
import { $ } from "./dom.js";
const STAYS_MS = 6000;

export function toast(text) {
  const note = $("#toast-shape").content.firstElementChild.cloneNode(true);
  note.classList.add("tone-ok");
  $("span", note).textContent = text;
  $("#toasts").append(note);
  setTimeout(() => note.remove(), STAYS_MS);
}

/* kind: conflict, refused, unavailable, broken, forbidden. */
export function trouble(kind, message = "") {
  const box = $("#trouble"), title = $("h2", box), text = $("p", box);
  title.textContent = title.dataset[kind] ?? title.dataset.broken;
  text.textContent = message || text.dataset.none;
  if (!box.open) box.showModal();
}

/* Resolves to whether the person said yes. */
export function confirmed({ title, text, go, tone }) {
  const box = $("#confirm"), button = $("[data-go]", box);
  $("h2", box).textContent = title;
  $("p", box).textContent = text;
  button.textContent = go;
  button.className = `btn ${tone}`;
  box.returnValue = "";
  box.showModal();
  button.focus();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
}
