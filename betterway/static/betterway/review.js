// The review page without this file works the same. With it, moving in one half moves the other, the right thing is
// one key away, and a button answers without the page being loaded anew.
"use strict";

const page = () => document.getElementById("content-main");
const form = () => document.getElementById("review");
const proposals = () => [...document.querySelectorAll(".prop")];
const chosen = () => document.querySelector(".prop.on");
const button = (value) => form().querySelector(`button[name="do"][value="${value}"]`);
const numberOf = (proposal) => proposal.id.slice(1);
let unsaved = false;
let answering = Promise.resolve();

function other(id) {
  const [, half, number] = /^([pw])(\d+)$/.exec(id) || [];
  return half && document.getElementById((half === "p" ? "w" : "p") + number);
}

function choose(id, { focus = false } = {}) {
  const one = document.getElementById(id);
  const there = other(id);
  if (!one) return;
  document.querySelectorAll(".desk .on").forEach((element) => element.classList.remove("on"));
  for (const element of [one, there]) if (element) element.classList.add("on");
  if (there) there.scrollIntoView({ block: "nearest" });
  if (!focus) return;
  one.tabIndex = -1;
  one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = proposals();
  const here = all.indexOf(chosen());
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
  const messages = answer.querySelector(".messagelist");
  if (old) old.remove();
  page().replaceWith(answer.getElementById("content-main"));
  if (messages) page().before(messages);
  const address = new URL(url);
  address.searchParams.delete("on");
  address.searchParams.delete("tick");
  history.replaceState(null, "", address);
  unsaved = Boolean(document.querySelector(".prop [aria-invalid]"));
  if (!unsaved) drafts.drop(form());
}

async function send(value, next) {
  const facts = new FormData(form());
  const here = chosen() ? chosen().id : "";
  facts.set("do", value);
  try {
    const answer = await fetch(location.pathname + location.search, { method: "POST", body: facts });
    if (!new URL(answer.url).pathname.endsWith("/review/")) {
      say("You are logged out. Log in in another tab, then press the button again: what you typed is kept here.");
      return;
    }
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !read.getElementById("review")) {
      say("The site could not do that just now. What you typed is kept here: try again in a moment.");
      return;
    }
    show(read, answer.url);
    const wrong = document.querySelector(".prop:has([aria-invalid])");
    const places = [next, `p${new URL(answer.url).searchParams.get("on")}`, here].map((id) => document.getElementById(id));
    const on = wrong || places.find((element) => element && element.matches(".prop")) || proposals()[0];
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

function newPoint() {
  const selection = getSelection();
  const source = document.querySelector(".source");
  const box = document.getElementById("new-point");
  if (selection.rangeCount && !selection.isCollapsed && source.contains(selection.getRangeAt(0).commonAncestorContainer)) {
    const range = selection.getRangeAt(0);
    form().elements.words.value = words(range);
    form().elements["words-before"].value = around(false).slice(-120);
    form().elements["words-after"].value = around(true).slice(0, 120);
    press("new");
    return;
  }
  box.open = true;
  form().elements.words.focus();
}

function openCuts() {
  const cuts = chosen() && chosen().querySelector("details.cuts");
  if (!cuts) return;
  cuts.open = true;
  cuts.querySelector("button").focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  p: () => pressFor("publish"),
  d: () => pressFor("dismiss"),
  a: () => pressFor("again"),
  m: () => pressFor("join"),
  s: openCuts,
  e: () => chosen() && chosen().querySelector("textarea").focus(),
  x: () => chosen() && chosen().querySelector('input[name="tick"]').click(),
  n: newPoint,
  u: () => button("undo") && press("undo"),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (field && event.key === "Escape") {
    const proposal = field.closest(".prop");
    field.blur();
    if (proposal) choose(proposal.id, { focus: true });
  }
  if (field && event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.closest(".prop")) {
    choose(field.closest(".prop").id);
    press(`save:${numberOf(chosen())}`, chosen().id);
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
  const proposal = event.submitter.closest(".prop");
  press(event.submitter.value, proposal ? proposal.id : "");
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
});
document.addEventListener("focusin", (event) => {
  const proposal = event.target.closest(".prop");
  if (proposal && !proposal.classList.contains("on")) choose(proposal.id);
});
document.addEventListener("input", (event) => {
  const proposal = event.target.closest(".prop");
  if (!proposal || event.target.name === "tick") return;
  unsaved = true;
  drafts.keep(form(), event.target);
});
window.addEventListener("hashchange", () => choose(location.hash.slice(1)));
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

const kept = drafts.restore(form());
if (kept) drafts.tell(form(), kept);
unsaved = Boolean(kept);
choose(location.hash.slice(1) || (proposals()[0] || {}).id);
