// The review page without this file works the same. With it, moving in one half moves the other, the right thing is
// one key away, and a button answers without the page being loaded anew.
"use strict";

const page = () => document.getElementById("content-main");
const form = () => document.getElementById("review");
const proposals = () => [...document.querySelectorAll(".prop")];
const rows = () => [...document.querySelectorAll(".halves .row, .prop")];
const chosen = () => document.querySelector(".prop.on");
const current = () => document.querySelector(".row.on, .prop.on");
const button = (value) => form().querySelector(`button[name="do"][value="${value}"]`);
const numberOf = (proposal) => proposal.id.slice(1);
let unsaved = false;
let pressed = false;
let answering = Promise.resolve();

// A row and its words in the note: p12 and w12, who-3 and in-who-3, org-5 and in-org-5, on-a and at-a.
const OTHER = [[/^p(\d+)$/, "w$1"], [/^w(\d+)$/, "p$1"], [/^in-/, ""], [/^((?:who|org)-)/, "in-$1"], [/^on-/, "at-"], [/^at-/, "on-"]];

function other(id) {
  const rule = OTHER.find(([form]) => form.test(id));
  return rule && document.getElementById(id.replace(...rule));
}

function choose(id, { focus = false, scroll = true } = {}) {
  const one = document.getElementById(id);
  const there = other(id);
  if (!one) return;
  const marks = [one, there].filter(Boolean).map((element) => element.closest("mark") || element); // an id may be in it
  document.querySelectorAll(".desk .on").forEach((element) => element.classList.remove("on"));
  for (const element of marks) element.classList.add("on");
  if (there && scroll) there.scrollIntoView({ block: "nearest" });
  if (!focus) return;
  one.tabIndex = -1;
  one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const here = all.indexOf(current());
  const next = all[here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + by))];
  if (next) choose(next.id, { focus: true });
}

function say(words) {
  const list = document.querySelector(".messagelist") || document.createElement("ul");
  const line = document.createElement("li");
  list.className = "messagelist";
  list.setAttribute("role", "alert");
  line.className = "error";
  line.textContent = words;
  list.replaceChildren(line);
  if (!list.isConnected) page().before(list);
}

// What the server answers takes the place of what stands here; the rest of the page stays.
function show(answer, url) {
  const old = document.querySelector(".messagelist");
  const open = [...document.querySelectorAll(".row details[open], details.row[open]")].map((element) => element.id);
  const messages = answer.querySelector(".messagelist");
  if (old) old.remove();
  page().replaceWith(answer.getElementById("content-main"));
  for (const element of open.map((id) => document.getElementById(id))) if (element) element.open = true;
  if (messages) page().before(messages);
  const address = new URL(url);
  address.searchParams.delete("on");
  address.searchParams.delete("tick");
  history.replaceState(null, "", address);
  unsaved = Boolean(document.querySelector("#review [aria-invalid], #review .error"));
  if (!unsaved) drafts.drop(form());
}

async function send(value, next) {
  const facts = new FormData(form());
  const here = current() ? current().id : "";
  facts.set("do", value);
  try {
    const answer = await fetch(location.pathname + location.search, { method: "POST", body: facts });
    const there = new URL(answer.url).pathname;
    if (!there.endsWith("/review/")) {
      say("You are logged out. Log in in another tab, then press the button again: what you typed is kept here.");
      return;
    }
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !read.getElementById("review")) {
      say("The site could not do that just now. What you typed is kept here: try again in a moment.");
      return;
    }
    show(read, answer.url);
    const wrong = document.querySelector(".prop:has([aria-invalid]), .row:has(.error)");
    const places = [next, `p${new URL(answer.url).searchParams.get("on")}`, here].map((id) => document.getElementById(id));
    const on = wrong || places.find((element) => element && element.matches(".prop, .row")) || proposals()[0];
    if (on) choose(on.id, { focus: true });
  } catch {
    say("There is no connection. Nothing is lost: what you typed is kept in this browser. Try again in a moment.");
  }
}

// One after the other: a second key waits for the answer to the first, and then reads the page as it is.
function press(value, next = "") { answering = answering.then(() => send(value, next)); }

function pressFor(verb) {
  const here = chosen();
  const there = here && button(`${verb}:${numberOf(here)}`);
  if (!there) return;
  const all = proposals();
  const place = all.indexOf(here);
  const neighbour = verb === "join" ? all[place - 1] : all[place + 1] || here;
  press(there.value, neighbour ? neighbour.id : "");
}

function around(forward) {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(".source"));
  const selection = getSelection().getRangeAt(0);
  if (forward) range.setStart(selection.endContainer, selection.endOffset);
  else range.setEnd(selection.startContainer, selection.startOffset);
  return words(range);
}

function words(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll(".ref, .vh, .ties").forEach((element) => element.remove());
  return copy.textContent;
}

// The words chosen in the note, and what stands around them, put into the fields of a form; whether there are any.
function fillIn(fields) {
  const selection = getSelection();
  const source = document.querySelector(".source");
  if (!selection.rangeCount || selection.isCollapsed) return false;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.commonAncestorContainer)) return false;
  fields.words.value = words(range);
  fields["words-before"].value = around(false).slice(-120);
  fields["words-after"].value = around(true).slice(0, 120);
  return true;
}

function newPoint() {
  const box = document.getElementById("new-point");
  if (fillIn(form().elements)) {
    press("new");
    return;
  }
  box.open = true;
  form().elements.words.focus();
}

function cut() {
  const box = document.getElementById("cut");
  if (!box) return;
  const fields = document.getElementById("cut-form");
  if (fillIn(fields.elements)) {
    fields.elements.words.value = fields.elements.words.value.slice(0, 200); // they go into an address
    fields.elements["words-after"].value = "";
    fields.submit();
    return;
  }
  box.open = true;
  fields.elements.words.focus();
}

function openCuts() {
  const cuts = chosen() && chosen().querySelector("details.cuts");
  if (!cuts) return;
  cuts.open = true;
  cuts.querySelector("button").focus();
}

function edit() {
  const here = current();
  const details = here && (here.matches("details") ? here : here.querySelector("details:not(.cuts)"));
  if (details) details.open = true;
  const field = here && here.querySelector("textarea, details :is(input:not([type=hidden]), select), input[type=text]");
  if (field) field.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  p: () => pressFor("publish"),
  d: () => pressFor("dismiss"),
  a: () => pressFor("again"),
  m: () => pressFor("join"),
  s: openCuts,
  e: edit,
  x: () => chosen() && chosen().querySelector('input[name="tick"]').click(),
  n: newPoint,
  c: cut,
  u: () => button("undo") && press("undo"),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=checkbox]), textarea, select");
  const row = field && field.closest(".prop, .row");
  if (field && event.key === "Escape") {
    field.blur();
    if (row) choose(row.id, { focus: true });
  }
  if (row && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    choose(row.id);
    press(row.id === "row-new" ? "add" : row.matches(".prop") ? `save:${numberOf(row)}` : "save", row.id);
  }
  if (field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("submit", (event) => {
  if (event.target !== form() || !event.submitter) return;
  event.preventDefault();
  const row = event.submitter.closest(".prop, .row");
  press(event.submitter.value, row ? row.id : "");
});
document.addEventListener("click", (event) => {
  const name = event.target.closest(".source .to");
  if (name) choose(name.hash.slice(1));
  if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest(".prop, .row");
  if (row && row.id && !row.classList.contains("on")) choose(row.id, { scroll: !pressed });
});
// While the pointer is down nothing moves under it, or the click would land beside its button.
document.addEventListener("pointerdown", () => { pressed = true; });
for (const up of ["pointerup", "pointercancel"]) document.addEventListener(up, () => { pressed = false; });
document.addEventListener("input", (event) => {
  if (!event.target.closest(".prop, .row") || event.target.name === "tick") return;
  unsaved = true;
  drafts.keep(form(), event.target);
});
window.addEventListener("hashchange", () => choose(location.hash.slice(1)));
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

const kept = drafts.restore(form());
if (kept) drafts.tell(form(), kept);
unsaved = Boolean(kept);
choose(location.hash.slice(1) || (proposals()[0] || {}).id);
