// @ts-check
/** Several students, picked one by one: a field narrows the list by name, and it is said how many are chosen. */

/** Whether a name has all these words, whatever their case and accents. @param {string} name @param {string} words */
export const has = (name, words) => plain(words).split(/\s+/).every((word) => plain(name).includes(word));

/** @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** @param {HTMLElement} picker */
function start(picker) {
  /** @param {string} part */
  const part = (part) => /** @type {HTMLElement} */ (picker.querySelector(`[data-picker-${part}]`));
  const find = /** @type {HTMLInputElement} */ (part("find").querySelector("input"));
  const rows = [...picker.querySelectorAll("li")].map((row) => ({
    row, name: row.textContent ?? "", box: /** @type {HTMLInputElement} */ (row.querySelector("input")),
  }));
  // who is chosen stays in sight, whatever is looked for
  const narrow = () => {
    for (const { row, name, box } of rows) row.hidden = !box.checked && !has(name, find.value);
    part("none").hidden = rows.some(({ row, name }) => !row.hidden && has(name, find.value));
  };
  const count = () => {
    const chosen = rows.filter(({ box }) => box.checked).length;
    part("count").textContent = `${chosen} of ${rows.length} chosen.`;
  };
  find.addEventListener("input", narrow);
  find.addEventListener("change", (event) => event.stopPropagation());
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  picker.addEventListener("change", count);
  part("find").hidden = false;
  count();
}

if (typeof document !== "undefined") document.querySelectorAll("[data-picker]").forEach((one) => start(/** @type {HTMLElement} */ (one)));
