// The review page without this file works the same; with it, moving in one half moves the other, and words that were
// typed and not saved are not lost by a slip.
"use strict";

const form = document.getElementById("review");
let unsaved = false;

function other(id) {
  const [, half, number] = /^([pw])(\d+)$/.exec(id) || [];
  return half && document.getElementById((half === "p" ? "w" : "p") + number);
}

function choose(id) {
  const there = other(id);
  document.querySelectorAll(".desk .on").forEach((element) => element.classList.remove("on"));
  if (!there) return;
  document.getElementById(id).classList.add("on");
  there.classList.add("on");
  there.scrollIntoView({ block: "nearest" });
}

window.addEventListener("hashchange", () => choose(location.hash.slice(1)));
if (location.hash) choose(location.hash.slice(1));
form.addEventListener("focusin", (event) => {
  const proposal = event.target.closest(".prop");
  if (proposal && !proposal.classList.contains("on")) choose(proposal.id);
});
form.addEventListener("input", (event) => { unsaved ||= event.target.name !== "tick"; });
form.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
