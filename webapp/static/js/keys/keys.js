// @ts-check
/** Single keys for what the page offers anyway: `data-key`. They work outside fields, and can be turned off here. */

import { areOn, isTyped, start } from "./switch.js";

start();

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("[data-send]")) {
    event.preventDefault();
    return /** @type {HTMLTextAreaElement} */ (target).form?.requestSubmit();
  }
  if (event.repeat || !isFree(event)) return;
  const part = event.key === "j" || event.key === "k" ? beside(event.key === "j" ? 1 : -1) : keyed(event.key, target);
  if (!part) return;
  event.preventDefault();
  press(part);
});

/** Whether a key means what the legend says, and not a letter that is typed. @param {KeyboardEvent} event */
export function isFree(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (isTyped(event)) return false;
  return areOn() && !document.querySelector("dialog[open]");
}

/** What has the focus itself; else the first in the `data-keys-here` around it; else the first of the page.
 * @param {string} key @param {Element} target @returns {HTMLElement | null} */
function keyed(key, target) {
  const which = `[data-key="${CSS.escape(key)}"]`;
  const here = target.matches(which) ? target : target.closest("[data-keys-here]")?.querySelector(which);
  return /** @type {HTMLElement | null} */ (here ?? document.querySelector(which));
}

/** The link to the entry that waits before or after this page's own. @param {number} step */
function beside(step) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a[data-waits]")]);
  const here = links.findIndex((link) => link.pathname === location.pathname);
  return here < 0 ? links[step > 0 ? 0 : -1] : links[here + step];
}

/** A field is gone to, anything else is pressed. Changes are asked for with a reason. @param {HTMLElement} part */
function press(part) {
  if (part instanceof HTMLTextAreaElement) return part.focus();
  const answer = part instanceof HTMLButtonElement && part.value === "ask_for_changes" && part.form?.elements.namedItem("remarks");
  if (answer instanceof HTMLTextAreaElement && !answer.value.trim()) answer.focus();
  else part.click();
}
