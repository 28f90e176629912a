/* What every page starts with. */
import { $ } from "./dom.js";
import { paint } from "./paint.js";
import * as actions from "./actions.js";
import * as filters from "./filters.js";
import * as live from "./live.js";
import * as printers from "./printers.js";

function toggleTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.theme = root.dataset.theme; } catch { /* private mode */ }
  document.dispatchEvent(new Event("themechange"));
}

paint();
actions.start();
filters.start();
printers.start();
live.start();
document.addEventListener("click", ({ target }) => { if (target.closest("[data-theme-toggle]")) toggleTheme(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
  const box = $("[type=search]");
  if (box) { event.preventDefault(); box.focus(); }
});
