/* New jobs by drop: each file goes to the API with its progress shown, one after the other. */
import { $ } from "./dom.js";
import { number } from "./format.js";
import { refresh } from "./regions.js";
const drawer = $("#upload"), form = $("#upload-form"), zone = $(".drop", drawer), words = $("#upload-words").dataset;
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const waiting = [];
let sending = false;

function open() { if (!drawer.open) drawer.showModal(); }

function add(files) {
  for (const file of files) waiting.push({ file, line: line(file), wishes: new FormData(form) });
  next();
}

function line(file) {
  const node = $("#upload-shape").content.firstElementChild.cloneNode(true);
  $("[data-name]", node).textContent = file.name;
  $("#uploads").prepend(node);
  return node;
}

function body({ file, wishes }) {
  const data = new FormData();
  for (const [name, value] of wishes) if (value !== "" && typeof value === "string") data.append(name, value);
  data.append("file", file);
  return data;
}

function next() {
  if (sending || !waiting.length) return;
  sending = true;
  const one = waiting.shift(), call = new XMLHttpRequest();
  call.open("POST", drawer.dataset.to);
  call.setRequestHeader("X-CSRFToken", token());
  call.setRequestHeader("Accept", "application/json");
  call.upload.onprogress = (event) => progress(one, event);
  call.onload = () => { ended(one, call); sending = false; next(); };
  call.onerror = () => { failed(one, words.lost); sending = false; next(); };
  call.send(body(one));
}

function progress({ line: node }, { loaded, total }) {
  const share = total ? Math.round(100 * loaded / total) : 0;
  $(".bar", node).style.setProperty("--p", share);
  $("[data-state]", node).textContent = share < 100 ? `${share}\u00a0%` : words.reading;
  $("[data-note]", node).textContent = `${number(loaded / 1e6, 1)} / ${number(total / 1e6, 1)}\u00a0MB`;
}

function ended(one, call) {
  const answer = parsed(call.responseText);
  if (call.status >= 400) return failed(one, answer.detail ?? `${call.status}`);
  const link = document.createElement("a");
  link.className = "link";
  link.href = drawer.dataset.page.replace("/0/", `/${answer.id}/`);
  link.textContent = `J-${answer.id}`;
  $("[data-state]", one.line).textContent = words.sent;
  $(".sub", one.line).replaceChildren(link);
  refresh(300);
}

function failed({ line: node }, message) {
  $("[data-state]", node).textContent = words.failed;
  const text = document.createElement("span");
  text.className = "problem";
  text.textContent = message;
  $(".sub", node).replaceChildren(text);
}

function parsed(text) { try { return JSON.parse(text); } catch { return {}; } }

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-new-job]")) { event.preventDefault(); open(); }
});
$("input[type=file]", zone).addEventListener("change", ({ target }) => { add(target.files); target.value = ""; });
for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.toggle("over", over); });
}
zone.addEventListener("drop", (event) => add(event.dataTransfer.files));
form.addEventListener("submit", (event) => event.preventDefault());
if (location.hash === "#new") open();
