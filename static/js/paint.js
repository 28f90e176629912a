/* Values that only CSS variables can show: set by script, because the policy allows no style attributes. */
import { $$ } from "./dom.js";
const VARIABLES = { p: "--p", fil: "--fil", n: "--n", a: "--a", b: "--b", c: "--c" };

export function paint(root = document) {
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const found = $$(`[data-${name}]`, root);
    if (root.dataset?.[name] !== undefined) found.push(root);
    for (const el of found) el.style.setProperty(variable, el.dataset[name]);
  }
}
