// @ts-check
/** The roster: find a student, set a mark by select or by key, move between seats, undo. */
import { say } from "../announce.js";
import { areOn, start as offer } from "../keys/switch.js";
import { hear } from "../reach.js";
import { catchUp } from "../regions.js";
import { fill } from "./gate.js";

/** @type {Record<string, string>} */
const MARKS = { p: "present", l: "late", e: "excused", a: "absent", n: "none" };
/** @type {Map<string, string>} marks that could not be sent yet, by their door */
const kept = new Map();
let focused = "";

export function start() {
  offer();
  const find = document.querySelector("[data-find]");
  find?.removeAttribute("hidden");
  find?.addEventListener("input", sift);
  document.addEventListener("change", changed);
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", ({ target }) => (focused = seatSelect(target)?.id ?? ""));
  document.addEventListener("htmx:after:swap", redrawn);
  hear("conn", (state) => state === "live" && [...kept].forEach(([door, mark]) => send(door, mark)));
}

/** Whether a name has all the words that were typed. @param {string} name @param {string} typed */
export const fits = (name, typed) => typed.toLowerCase().split(/\s+/).every((word) => name.includes(word));

function sift() {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-find] input"));
  let found = 0;
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-name]"))) {
    row.hidden = !fits(row.dataset.name ?? "", field?.value ?? "");
    found += row.hidden ? 0 : 1;
  }
  document.querySelector("[data-found-none]")?.toggleAttribute("hidden", found > 0 || !field?.value);
}

function redrawn() {
  sift();
  for (const door of kept.keys()) hatch(door);
  // a seat that moved to another group takes its focus along
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

/** @param {Event} event */
function changed({ target }) {
  const select = seatSelect(target);
  if (select?.form) send(select.form.action, select.value);
}

/** @param {string} door @param {string} mark */
async function send(door, mark) {
  kept.delete(door);
  const body = new URLSearchParams({ status: mark });
  /** @type {Response | null} */
  const answer = await fetch(door, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer) {
    kept.set(door, mark);
    hatch(door);
    return say("Kept on this page until the connection is back.");
  }
  const text = await answer.text();
  if (answer.ok) await /** @type {any} */ (globalThis).htmx.swap({ text, sourceElement: document.head, swap: "none" });
  else say("That mark could not be set.");
  if (!answer.ok || document.documentElement.dataset.conn !== "live") catchUp();
}

/** @param {string} door */
function hatch(door) {
  for (const form of document.forms) if (form.action === door) form.closest(".seat")?.classList.add("seat--kept");
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const select = seatSelect(target);
  if (select && event.key in MARKS) {
    if (select.value !== MARKS[event.key]) {
      select.value = MARKS[event.key];
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return event.preventDefault();
  }
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (select && event.key in steps) {
    move(select, steps[/** @type {keyof typeof steps} */ (event.key)]);
    return event.preventDefault();
  }
  if (!select && target.closest("input, select, textarea, [contenteditable]")) return;
  const deed = areOn() ? DEEDS[event.key] : undefined;
  if (deed?.()) event.preventDefault();
}

/** @type {Record<string, () => boolean>} */
const DEEDS = {
  "/": () => press("[data-find] input", "focus"),
  u: () => press("[data-undo]", "click"),
  f: () => press("[data-full]", "click") || (document.querySelector("[data-screen]") !== null && (fill(), true)),
};

/** @param {string} which @param {"focus" | "click"} deed */
function press(which, deed) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector(which));
  element?.[deed]();
  return element !== null;
}

/** @param {HTMLSelectElement} from @param {number} step */
function move(from, step) {
  const all = [.../** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("[data-seat] select"))];
  const near = all.filter((select) => select === from || select.offsetParent !== null);
  near[near.indexOf(from) + step]?.focus();
}

/** @param {EventTarget | null} target */
const seatSelect = (target) =>
  /** @type {HTMLSelectElement | null} */ (
    target instanceof HTMLSelectElement && target.closest("[data-seat]") ? target : null
  );
