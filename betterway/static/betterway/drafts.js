// What is typed into a form with data-draft stays in this browser until it is saved: neither a lost connection nor an
// expired login nor a closed window loses it. The form works the same without this file.
"use strict";

const drafts = {
  key: (form) => `draft:${form.dataset.draft}`,

  fields: (form) => [...form.elements].filter((field) => field.name && field.type.match(/^(text|textarea|select-one)/)),

  // The field that tells what this one held: "seen-who3" for "role-who3" and "starts_at-who3_0".
  seen: (form, name) => form.elements[name.replace(/^[a-z_]+-/, "seen-").replace(/_[01]$/, "")],

  value: (field) => (field.type === "checkbox" ? String(field.checked) : field.value),

  read(form) {
    try {
      return JSON.parse(localStorage.getItem(this.key(form))) || {};
    } catch {
      return {};
    }
  },

  // `seen` is the mark by which the server tells what somebody else has changed meanwhile.
  keep(form, field) {
    const kept = this.read(form);
    const seen = this.seen(form, field.name);
    kept[field.name] = { value: this.value(field), seen: seen && seen !== field ? seen.value : null, at: Date.now() };
    try {
      localStorage.setItem(this.key(form), JSON.stringify(kept));
    } catch { /* a full or forbidden storage: the page warns before it is left */ }
  },

  drop(form) { localStorage.removeItem(this.key(form)); },

  // Puts back what was typed and not saved; returns when the last of it was typed, or nothing.
  restore(form) {
    let latest = 0;
    for (const [name, { value, seen, at }] of Object.entries(this.read(form))) {
      const field = form.elements[name];
      if (!field || this.value(field) === value) continue;
      if (field.type === "checkbox") field.checked = value === "true";
      else field.value = value;
      const details = field.closest("details");
      if (details) details.open = true;
      const mark = this.seen(form, name);
      if (mark && seen) mark.value = seen;
      latest = Math.max(latest, at);
    }
    return latest;
  },

  tell(form, latest) {
    const said = form.querySelector(".kept") || document.createElement("p");
    const away = document.createElement("button");
    const when = new Date(latest).toLocaleString("en-GB", { weekday: "long", hour: "2-digit", minute: "2-digit" });
    said.className = "kept mind";
    said.setAttribute("role", "status");
    said.textContent = `What you typed on ${when} and had not saved is here again. `;
    away.type = "button";
    away.className = "btn quiet";
    away.textContent = "Throw it away";
    away.addEventListener("click", () => { this.drop(form); location.reload(); });
    said.append(away);
    form.prepend(said);
  },

  watch(form) {
    const latest = this.restore(form);
    if (latest) this.tell(form, latest);
    form.addEventListener("input", (event) => {
      if (this.fields(form).includes(event.target)) this.keep(form, event.target);
    });
    form.addEventListener("submit", () => sessionStorage.setItem("sent", this.key(form)));
  },
};

for (const form of document.querySelectorAll("form[data-draft]")) drafts.watch(form);

// A form that was sent and did not come back is saved; on the login page nobody knows yet.
const sent = sessionStorage.getItem("sent");
const back = [...document.querySelectorAll("form[data-draft]")].some((form) => drafts.key(form) === sent);
if (sent && !back && !document.querySelector("form[action*='login'], .login")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
}
