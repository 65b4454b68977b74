// @ts-check
/** `n` and `p` lead to the next and the previous unit. */

import { areOn, start as offer } from "../keys/switch.js";

/** @type {Record<string, string>} */
const WAYS = { n: "next", p: "prev" };

export function start() {
  offer();
  document.addEventListener("keydown", (event) => {
    const link = wayOf(event) && document.querySelector(`main a[rel=${wayOf(event)}]`);
    if (link && areOn()) /** @type {HTMLElement} */ (link).click();
  });
}

/** Where this key leads; nowhere while something is typed, chosen, played or asked.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "target" | "defaultPrevented">} event */
export function wayOf({ key, ctrlKey, metaKey, altKey, repeat, target, defaultPrevented }) {
  const busy = "input:not([data-keys-on]), textarea, select, video, audio, dialog, [contenteditable], [popover]";
  if (ctrlKey || metaKey || altKey || repeat || defaultPrevented) return "";
  return /** @type {Element} */ (target).closest?.(busy) ? "" : WAYS[key] ?? "";
}
