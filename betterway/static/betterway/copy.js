// A button copies what stands in a box, and says so. Without this file the words are selected and copied by hand.
"use strict";

async function copy(box) {
  try {
    await navigator.clipboard.writeText(box.value);
    return true;
  } catch { // no clipboard where the address is not https, or where it is not allowed
    box.select();
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("button[data-copies]")) {
  const box = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = ""; // so that a second "Copied" is heard too
    const done = await copy(box);
    said.textContent = done ? "Copied" : "Selected: now copy it";
  });
}

// As high as what stands in it, where the browser does not do that by itself.
if (!CSS.supports("field-sizing", "content")) {
  for (const box of document.querySelectorAll("textarea.cite")) box.style.blockSize = `${box.scrollHeight + 2}px`;
}
