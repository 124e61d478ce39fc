"use strict";
(() => {
  const form = document.getElementById("filters");
  const text = document.getElementById("filter-text");
  const target = document.getElementById("filter-target");
  const count = document.getElementById("filter-count");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const rows = [...document.querySelectorAll("#all-results tbody tr")].map((row) => ({
    row, outcome: row.dataset.outcome, target: row.dataset.target, text: row.textContent.toLowerCase(),
  }));
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter((word) => word);
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const entry of rows) {
      const fits = outcomes.has(entry.outcome) && (!target.value || entry.target === target.value)
        && words.every((word) => entry.text.includes(word));
      entry.row.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = `${shown} of ${rows.length} results`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
