// @ts-check
/** A week and a session on the page: what is under way, the line of now, time left, and moving from the keyboard. */
import { left, share, state } from "./clock.js";
import { refetch } from "../regions.js";

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
let beat = pulse();
/** @type {string | null} the block that the keyboard stands on, to find it again after a redraw */
let held = null;

paint();
setInterval(paint, 15_000);
document.addEventListener("htmx:after:swap", () => {
  paint();
  question();
  if (held && !document.activeElement?.closest(".slot, .cell, [popover], [data-asks]")) link(document.getElementById(held))?.focus();
  if (pulse() !== beat) {
    beat = pulse();
    refetch().catch(() => {});
  }
});
document.addEventListener("keydown", (event) => {
  const block = /** @type {Element} */ (event.target).closest?.(".slot");
  if (!block || !ARROWS.includes(event.key) || event.ctrlKey || event.metaKey) return;
  if (event.shiftKey && !event.altKey) return;
  if (/** @type {Element} */ (event.target).closest("[popover]")) return;
  if (event.altKey) {
    const keys = event.shiftKey ? `Shift+${event.key}` : event.key;
    const form = /** @type {HTMLFormElement | null} */ (block.querySelector(`form[data-move="${keys}"]`));
    if (!form) return;
    held = block.id;
    form.requestSubmit();
  } else step(block, event.key === "ArrowUp" || event.key === "ArrowLeft" ? -1 : 1);
  event.preventDefault();
});
document.addEventListener("pointerdown", () => (held = null));

function paint() {
  const now = Date.now();
  for (const block of all("[data-starts]")) {
    const at = state(Date.parse(block.dataset.starts ?? ""), Date.parse(block.dataset.ends ?? ""), now);
    block.classList.toggle("slot--live", at === "now" && !("over" in block.dataset));
  }
  for (const offer of all("[data-from]")) offer.hidden = now < Date.parse(offer.dataset.from ?? "");
  for (const text of all("[data-until]"))
    text.textContent = left(Date.parse(text.dataset.until ?? ""), Date.parse(text.dataset.ends ?? ""), now);
  for (const line of all("[data-now-line]")) {
    const [first, last] = (line.dataset.nowLine ?? "").split("-").map(Number);
    const down = share(now, first, last, document.documentElement.dataset.tz);
    line.hidden = down === null;
    if (down !== null) line.style.setProperty("--now", String(down));
  }
}

/** A question is no use behind an open menu. */
function question() {
  const [asks] = all('[data-asks=""]');
  const [menu] = all(".slot__menu:popover-open");
  if (!asks) return;
  asks.dataset.asks = "asked";
  if (!menu) return;
  menu.hidePopover();
  /** @type {HTMLElement | null} */ (asks.querySelector("button, a"))?.focus();
}

/** To the next block, in order of time. @param {Element} block @param {number} by */
function step(block, by) {
  const blocks = all(".slot").filter((slot) => slot.checkVisibility());
  link(blocks[blocks.indexOf(/** @type {HTMLElement} */ (block)) + by])?.focus();
}

/** @param {Element | null | undefined} block */
function link(block) {
  return /** @type {HTMLElement | null | undefined} */ (block?.querySelector(".slot__link"));
}

function pulse() {
  return document.querySelector("[data-pulse]")?.getAttribute("data-pulse");
}

/** @param {string} which */
function all(which) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(which))];
}
