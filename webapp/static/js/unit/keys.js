// @ts-check
/** `n` and `p` lead to the next and the previous unit. One who speaks to the machine can switch them off (WCAG 2.1.4). */

const OFF = "tandem:keys-off";
/** @type {Record<string, string>} */
const WAYS = { n: "next", p: "prev" };

export function start() {
  document.addEventListener("keydown", (event) => {
    const link = wayOf(event) && document.querySelector(`main a[rel=${wayOf(event)}]`);
    if (link && !localStorage.getItem(OFF)) /** @type {HTMLElement} */ (link).click();
  });
  const line = document.querySelector("[data-keys]");
  const button = line?.querySelector("button");
  if (!line || !button) return;
  const show = () => (button.textContent = localStorage.getItem(OFF) ? "Switch them on" : "Switch them off");
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    show();
  });
  line.removeAttribute("hidden");
  show();
}

/** Where this key leads; nowhere while something is typed, chosen, played or asked.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "target" | "defaultPrevented">} event */
export function wayOf({ key, ctrlKey, metaKey, altKey, repeat, target, defaultPrevented }) {
  const busy = "input, textarea, select, video, audio, dialog, [contenteditable], [popover]";
  if (ctrlKey || metaKey || altKey || repeat || defaultPrevented) return "";
  return /** @type {Element} */ (target).closest?.(busy) ? "" : WAYS[key] ?? "";
}
