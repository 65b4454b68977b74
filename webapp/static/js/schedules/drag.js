// @ts-check
/** A block of the week is moved with the mouse, by quarter hours and days; by its lower edge it is made longer or shorter,
 * with a finger too. Escape and any answer but that it has moved put it back; the same is done by its buttons and from the keyboard. */
import { clock } from "../time.js";
import { lasting, later, steps } from "./span.js";

const LEAST = 6;
/** @type {{ id: string, grip: boolean, x: number, y: number, row: number, column: number, rows: number, days: number, moves: boolean, over: boolean } | null}
 * The block by its id: what is pushed meanwhile draws it anew. */
let held = null;
const tip = document.createElement("p");
tip.className = "slot-tip small";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

document.addEventListener("pointerdown", (event) => {
  const target = /** @type {Element} */ (event.target);
  const block = /** @type {HTMLElement | null} */ (target.closest?.(".grid .slot"));
  const list = block?.closest(".grid__list");
  const grip = target.matches?.(".slot__grip");
  if (!block || !list || !formOf(block) || event.button || !event.isPrimary) return;
  if (!grip && (event.pointerType !== "mouse" || target.closest("button, [popover]"))) return;
  if (getComputedStyle(list).position !== "relative") return;
  const rows = Number(getComputedStyle(list).getPropertyValue("--rows"));
  const column = (block.closest(".grid__day") ?? list).getBoundingClientRect().width;
  const row = list.getBoundingClientRect().height / rows;
  const [x, y] = [event.pageX, event.pageY];
  held = { id: block.id, grip, x, y, row, column, rows: 0, days: 0, moves: false, over: false };
});

document.addEventListener("pointermove", (event) => {
  const block = held && document.getElementById(held.id);
  if (!held || !block || held.over) return;
  const [right, down] = [event.pageX - held.x, event.pageY - held.y];
  held.moves ||= Math.hypot(right, down) >= LEAST;
  if (!held.moves) return;
  block.classList.add("slot--held");
  if (held.grip) return stretch(block, held, down);
  held.rows = Math.round(down / held.row);
  held.days = nearest(block, Math.round(right / held.column));
  block.style.translate = `${held.days * held.column}px ${held.rows * held.row}px`;
});

document.addEventListener("pointerup", () => {
  if (held?.moves) {
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }));
    if (!held.over) drop(held);
  }
  held = null;
  tip.hidden = true;
});
document.addEventListener("keydown", (event) => event.key === "Escape" && letGo());
document.addEventListener("pointercancel", () => {
  letGo();
  held = null;
});
document.addEventListener("dragstart", (event) => {
  if (/** @type {Element} */ (event.target).closest?.(".slot")) event.preventDefault();
});

/** Its lower edge follows; beside it stands when it would end. @param {HTMLElement} block @param {NonNullable<typeof held>} taken @param {number} down */
function stretch(block, taken, down) {
  const [least, most] = (formOf(block)?.dataset.drop ?? "").split(" ").map(Number);
  taken.rows = steps(down, taken.row, least, most);
  block.style.marginBlockEnd = `${-taken.rows * taken.row}px`;
  const [starts, ends] = [block.dataset.starts, block.dataset.ends].map((text) => Date.parse(text ?? ""));
  const end = later(ends, taken.rows);
  tip.textContent = `Until ${clock(end)}, ${lasting(end - starts)}`;
  tip.hidden = false;
  const { left, bottom } = block.getBoundingClientRect();
  tip.style.translate = `${Math.min(left, innerWidth - tip.offsetWidth - 8)}px ${bottom + 4}px`;
}

/** @param {NonNullable<typeof held>} taken */
function drop({ id, grip, rows, days }) {
  const block = document.getElementById(id);
  const form = block && formOf(block);
  if (!form) return;
  if (!rows && !days) return back(id);
  fill(form, grip ? 0 : rows * 15, days, grip ? rows * 15 : 0);
  // where it has moved to it stays until the redraw that shows it there
  const answered = (/** @type {any} */ { detail }) => {
    fill(form, 0, 0, 0);
    if (!detail.ctx.text?.includes("data-moved")) back(id);
  };
  form.addEventListener("htmx:finally:request", answered, { once: true });
  form.requestSubmit();
}

/** @param {HTMLFormElement} form @param {number} minutes @param {number} days @param {number} longer */
function fill(form, minutes, days, longer) {
  for (const [name, value] of Object.entries({ minutes, days, longer }))
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = String(value);
}

/** The days of this week that it can be moved by. @param {HTMLElement} block @param {number} days */
function nearest(block, days) {
  const select = /** @type {HTMLSelectElement} */ (formOf(block)?.elements.namedItem("days"));
  const all = [...select.options].map((option) => Number(option.value));
  return Math.min(Math.max(days, Math.min(...all)), Math.max(...all));
}

function letGo() {
  if (!held) return;
  held.over = true;
  tip.hidden = true;
  back(held.id);
}

/** @param {string} id */
function back(id) {
  const block = document.getElementById(id);
  if (!block || (held?.id === id && !held.over)) return;
  block.style.translate = block.style.marginBlockEnd = "";
  block.classList.remove("slot--held");
}

/** @param {Element} block */
function formOf(block) {
  return /** @type {HTMLFormElement | null} */ (block.querySelector("form[data-drop]"));
}

/** A drop is no click on the link. @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
