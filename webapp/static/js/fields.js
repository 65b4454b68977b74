// @ts-check
/** Small comforts of single fields and buttons. Each is printed hidden, or works without. */
import { say } from "./announce.js";

export function start() {
  for (const button of all("button[data-reveal]")) reveal(button);
  for (const field of all("input[data-tz-guess]")) guess(/** @type {HTMLInputElement} */ (field));
  for (const line of all("[data-countdown]")) countdown(line);
  for (const button of all("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  for (const button of all("button[data-copy], button[data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

/** @param {HTMLElement} button */
function reveal(button) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.reveal ?? ""));
  if (!field) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = field.type === "password";
    field.type = open ? "text" : "password";
    button.textContent = open ? "Hide" : "Show";
  });
}

/** The browser's zone, unless the person has chosen one. What stands there goes as one types. @param {HTMLInputElement} field */
function guess(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.dataset.tzGuess !== "no" && zone) field.value = zone;
  field.addEventListener("focus", () => field.select());
}

/** @param {HTMLElement} line */
function countdown(line) {
  const end = Date.now() + 1000 * Number(line.dataset.countdown);
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    line.textContent = (line.textContent ?? "").replace(/\d+/, String(Math.max(left, 0)));
    if (left > 0) return;
    clearInterval(timer);
    line.hidden = true;
  }, 1000);
}

/** The clipboard needs https; without it the text is left selected. @param {HTMLElement} button */
async function copy(button) {
  const source = document.getElementById(button.dataset.copyFrom ?? "");
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy || source?.textContent || "");
    button.textContent = "Copied";
    say("Copied");
    setTimeout(() => (button.textContent = label), 2000);
  } catch {
    if (source) getSelection()?.selectAllChildren(source);
  }
}

/** @param {string} which */
const all = (which) => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(which));
