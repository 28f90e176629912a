/* What htmx does not know: to ask in our own dialog, to open the drawer, to tell how a request ended. */
import { $ } from "./dom.js";
import { paint } from "./paint.js";
import { refresh } from "./regions.js";
import { confirmed, toast, trouble } from "./say.js";

function askFirst(event) {
  if (!event.detail.question) return;
  event.preventDefault();
  const { title, go, tone } = event.target.dataset;
  confirmed({ title, go, tone, text: event.detail.question }).then((yes) => yes && event.detail.issueRequest(true));
}

function opened(event) {
  paint(event.detail.target);
  if (event.detail.target.id === "drawer" && !event.detail.target.open) event.detail.target.showModal();
}

function failed(event) {
  const { status } = event.detail.xhr;
  if (status === 403) trouble("forbidden");
  else if (!event.detail.xhr.getResponseHeader("HX-Trigger")) trouble("broken");
}

/* The button that was pressed has done its work: its card may change, the focus stays on the card's link. */
function changed() {
  $("#drawer").close();
  const button = document.activeElement, host = button?.closest("[data-printer], [data-region]");
  if (host && button.matches("button, input[name=priority]")) {
    const link = $("a", host);
    if (link) link.focus({ preventScroll: true });
    else button.blur();
  }
  refresh();
}

export function start() {
  const { body } = document;
  body.addEventListener("htmx:confirm", askFirst);
  body.addEventListener("htmx:afterSwap", opened);
  body.addEventListener("htmx:responseError", failed);
  body.addEventListener("htmx:sendError", () => trouble("unavailable"));
  body.addEventListener("farm:toast", (event) => toast(event.detail.text));
  body.addEventListener("farm:trouble", (event) => trouble(event.detail.kind, event.detail.message));
  body.addEventListener("farm:changed", changed);
  body.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    else if (event.target.matches("dialog.drawer")) event.target.close();
  });
}
