// At the door: a tap on "Came" is saved without the page being loaded anew. Without this file each tap loads it.
"use strict";

let saving = Promise.resolve();

function say(words) {
  const list = document.querySelector(".messagelist") || document.createElement("ul");
  const line = document.createElement("li");
  list.className = "messagelist";
  list.setAttribute("role", "alert");
  line.className = "error";
  line.textContent = words;
  list.replaceChildren(line);
  if (!list.isConnected) document.getElementById("content-main").before(list);
}

// The row and the numbers as the server has them now take the place of what stands here.
function show(answer, row) {
  for (const id of [row.id, "numbers"]) document.getElementById(id).replaceWith(answer.getElementById(id));
  const old = document.querySelector(".messagelist");
  const messages = answer.querySelector(".messagelist");
  if (old) old.remove();
  if (messages) document.getElementById("content-main").before(messages);
}

async function save(row, button) {
  const form = button.form;
  const place = [...form.querySelectorAll("button")].indexOf(button);
  const sent = new FormData(form);
  sent.set("do", button.value);
  row.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(location.pathname, { method: "POST", body: sent });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response.ok || !answer.getElementById(row.id)) throw new Error("no row");
    const held = row.contains(document.activeElement);
    show(answer, row);
    const again = document.getElementById(row.id).querySelectorAll(".came button")[place];
    if (held && again) again.focus({ preventScroll: true });
  } catch {
    row.removeAttribute("aria-busy");
    say("Not saved: the connection was lost, or you are logged out. Tap again, or load the page anew.");
  }
}

// One tap after the other, so that an earlier answer never takes the place of a later one.
document.addEventListener("submit", (event) => {
  const row = event.target.closest(".people li");
  if (!event.target.matches(".came") || !event.submitter || !row) return;
  event.preventDefault();
  const { submitter } = event;
  saving = saving.then(() => (submitter.isConnected ? save(row, submitter) : undefined));
});
