// @ts-check
/** A block of the week is moved with the mouse, by quarter hours and days. It is put back when the move is refused; the
 * same is done by its buttons and from the keyboard. */

const LEAST = 6;
/** @type {{ block: HTMLElement, form: HTMLFormElement, x: number, y: number, row: number, column: number, rows: number, days: number, moves: boolean } | null} */
let held = null;

document.addEventListener("pointerdown", (event) => {
  const target = /** @type {Element} */ (event.target);
  const block = /** @type {HTMLElement | null} */ (target.closest?.(".grid .slot"));
  const form = /** @type {HTMLFormElement | null | undefined} */ (block?.querySelector("form[data-drop]"));
  const list = block?.closest(".grid__list");
  if (!block || !form || !list || event.button || event.pointerType !== "mouse") return;
  if (target.closest("button, [popover]") || getComputedStyle(list).position !== "relative") return;
  const rows = Number(getComputedStyle(list).getPropertyValue("--rows"));
  const column = (block.closest(".grid__day") ?? list).getBoundingClientRect().width;
  const row = list.getBoundingClientRect().height / rows;
  held = { block, form, x: event.clientX, y: event.clientY, row, column, rows: 0, days: 0, moves: false };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const [right, down] = [event.clientX - held.x, event.clientY - held.y];
  held.moves ||= Math.hypot(right, down) >= LEAST;
  if (!held.moves) return;
  held.rows = Math.round(down / held.row);
  held.days = nearest(held.form, Math.round(right / held.column));
  held.block.style.translate = `${held.days * held.column}px ${held.rows * held.row}px`;
  held.block.classList.add("slot--held");
});

document.addEventListener("pointerup", () => {
  if (held?.moves) drop(held);
  held = null;
});
document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
document.addEventListener("pointercancel", letGo);
document.addEventListener("dragstart", (event) => {
  if (/** @type {Element} */ (event.target).closest?.(".slot")) event.preventDefault();
});

/** @param {NonNullable<typeof held>} taken */
function drop({ block, form, rows, days }) {
  addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", stop, { capture: true }));
  if (!rows && !days) return back(block);
  /** @type {HTMLSelectElement} */ (form.elements.namedItem("days")).value = String(days);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("minutes")).value = String(rows * 15);
  form.addEventListener("htmx:finally:request", () => setTimeout(back, 600, block), { once: true });
  form.requestSubmit();
}

/** The days of this week that it can be moved by. @param {HTMLFormElement} form @param {number} days */
function nearest(form, days) {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("days"));
  const all = [...select.options].map((option) => Number(option.value));
  return Math.min(Math.max(days, Math.min(...all)), Math.max(...all));
}

function letGo() {
  if (held) back(held.block);
  held = null;
}

/** @param {HTMLElement} block */
function back(block) {
  block.style.translate = "";
  block.classList.remove("slot--held");
}

/** A drop is no click on the link. @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
