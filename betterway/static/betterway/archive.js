// While an archive is being brought in, the page looks again by itself. Without this file, "Look again" does.
"use strict";

async function look() {
  const section = document.getElementById("progress");
  if (section.dataset.standing !== "running") return;
  if (!document.hidden && !section.contains(document.activeElement)) {
    try {
      const response = await fetch(location.href);
      if (response.redirected) return location.reload();
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      section.replaceWith(page.getElementById("progress"));
    } catch {
      // The connection is lost; the next look may find it again.
    }
  }
  setTimeout(look, 3000);
}

setTimeout(look, 3000);
