// What is copied from Word, a web page or a mail keeps its headings, lists and links: the server turns it into Markdown.
// Pasting without looks (ctrl-shift-V) stays plain, and so does everything without this file.
"use strict";

const address = document.currentScript.dataset.address;
const LOOKS = /<(h[1-6]|p|li|ul|ol|b|strong|i|em|a|table|blockquote|br)[\s>]/i;

function insert(field, text) {
  field.focus();
  // The old command is the only one that the browser can undo.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function asMarkdown(html, form) {
  const body = new FormData();
  body.append("html", html);
  const token = form.elements.csrfmiddlewaretoken.value;
  const response = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!response.ok || response.redirected) throw new Error(response.status);
  return (await response.text()).trim();
}

function start() {
  const field = document.getElementById("id_text");
  const status = document.getElementById("pasting");
  field.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    if (!LOOKS.test(html)) return;
    event.preventDefault();
    status.textContent = "Tidying up what you pasted…";
    let text = "";
    try {
      text = await asMarkdown(html, field.form);
    } catch {
      text = "";
    }
    insert(field, text || plain);
    status.textContent = text ? "Pasted, with its headings, lists and links." : "Pasted as plain text.";
  });
}

start();
