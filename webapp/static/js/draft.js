// @ts-check
/** What is typed into a `data-draft` field, or answered in a form, stays on this device until it was accepted. */
import { person } from "./reach.js";

export function start() {
  dropSent();
  for (const field of /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll(":not(form)[data-draft]"))) {
    const key = keyOf(field);
    const kept = restorable(localStorage.getItem(key), field.defaultValue);
    if (kept !== null && field.value === field.defaultValue) field.value = kept;
    field.addEventListener("input", () => {
      if (field.value === field.defaultValue) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ over: field.defaultValue, text: field.value }));
    });
    field.form?.addEventListener("submit", (event) => mark(event, key));
  }
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-draft]"))) {
    const key = keyOf(form);
    const kept = localStorage.getItem(key);
    if (kept) fill(form, new URLSearchParams(kept));
    const answers = () => new URLSearchParams(/** @type {any} */ (new FormData(form))).toString();
    form.addEventListener("input", () => localStorage.setItem(key, answers()));
    form.addEventListener("submit", (event) => mark(event, key));
  }
}

/** @param {HTMLElement} part */
const keyOf = (part) => `tandem:draft:${person()}:${part.dataset.draft}`;

/** Later listeners may still hold it back. @param {Event} event @param {string} key */
function mark(event, key) {
  setTimeout(() => event.defaultPrevented || sessionStorage.setItem(`sent:${key}`, ""));
}

/** @param {HTMLFormElement} form @param {URLSearchParams} answers */
function fill(form, answers) {
  for (const input of form.elements)
    if (input instanceof HTMLInputElement) {
      const given = answers.getAll(input.name);
      if (/radio|checkbox/.test(input.type)) input.checked = given.includes(input.value);
      else input.value = given[0] ?? "";
    }
}

/**
 * A draft counts only over the text it was begun on.
 * @param {string | null} kept @param {string} printed
 */
export function restorable(kept, printed) {
  const draft = kept && JSON.parse(kept);
  return draft && draft.over === printed ? draft.text : null;
}

/** The page after a submit is the answer to it, unless it is an error page or the person came back. */
function dropSent() {
  const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const answered = arrival?.type === "navigate" && !document.querySelector("main[data-error]");
  for (const mark of Object.keys(sessionStorage).filter((name) => name.startsWith("sent:"))) {
    sessionStorage.removeItem(mark);
    if (answered) localStorage.removeItem(mark.slice(5));
  }
}
