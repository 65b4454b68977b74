// @ts-check
/** Single keys can be turned off, once for all pages on this device (WCAG 2.2, 2.1.4): `data-keys-on` is the checkbox. */

const OFF = "tandem:keys";
const ONCE = ["tandem:keys-off", "tandem:no-notification-keys"]; // when each page had a switch of its own

const TYPED_IN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** Whether a key is a letter that is typed. @param {KeyboardEvent} event */
export const isTyped = (event) => /** @type {HTMLElement} */ (event.target).matches(TYPED_IN);

export const areOn = () => localStorage.getItem(OFF) === null;

export function start() {
  for (const name of ONCE) {
    if (localStorage.getItem(name)) localStorage.setItem(OFF, "off");
    localStorage.removeItem(name);
  }
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-keys]"))) part.hidden = false;
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-keys-on]"))) {
    box.checked = areOn();
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "off")));
  }
  document.addEventListener("keydown", help);
}

/** `?` shows the keys of the page. @param {KeyboardEvent} event */
function help(event) {
  if (event.key !== "?" || !areOn() || isTyped(event)) return;
  const part = document.querySelector("[data-keys]");
  if (part instanceof HTMLDetailsElement) part.open = true;
  /** @type {HTMLElement | null | undefined} */ (part?.querySelector("summary, input"))?.focus();
}
