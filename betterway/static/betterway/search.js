// Names offered while somebody types in a search box. Without this file the box is a box.
"use strict";

const PAUSE = 150; // milliseconds without a key before the site is asked

for (const box of document.querySelectorAll("input[data-suggest]")) {
  let waiting, asked = "";
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = box.value.trim();
      if (typed.length < 2 || typed === asked) return;
      asked = typed;
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
      if (!answer?.ok || box.value.trim() !== typed) return;
      const { names } = await answer.json();
      box.list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
    }, PAUSE);
  });
}
