// The admin's boxes for finding a row (Django's, by select2) say to a screen reader what they are for.
"use strict";

const boxes = () => document.querySelectorAll("select.admin-autocomplete");

function nameBoxes() {
  for (const select of boxes()) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.parentElement.querySelector(".select2-container");
    if (!label || !box) continue;
    label.id ||= `${select.id}_label`;
    const chosen = box.querySelector(".select2-selection__rendered[id]");
    const field = box.querySelector(".select2-search__field, .select2-selection--single");
    if (chosen) chosen.setAttribute("aria-labelledby", label.id);
    if (field) field.setAttribute("aria-labelledby", [label.id, ...(chosen ? [chosen.id] : [])].join(" "));
  }
}

// The cross that empties a box of several stands where only list items may; each of them has a cross of its own.
for (const select of boxes()) if (select.multiple) select.dataset.allowClear = "false";

// After Django has made them, which it does when jQuery is ready, and whenever a line is added.
if (window.django && window.django.jQuery) window.django.jQuery(nameBoxes);
document.addEventListener("formset:added", nameBoxes);
