// @ts-check
/** What is typed into a `data-draft` field stays on this device until its form was accepted. */
import { person } from "./reach.js";

export function start() {
  dropSent();
  for (const field of /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll("[data-draft]"))) {
    const key = `tandem:draft:${person()}:${field.dataset.draft}`;
    const kept = restorable(localStorage.getItem(key), field.defaultValue);
    if (kept !== null && field.value === field.defaultValue) field.value = kept;
    field.addEventListener("input", () => {
      if (field.value === field.defaultValue) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ over: field.defaultValue, text: field.value }));
    });
    field.form?.addEventListener("submit", (event) => {
      // Later listeners may still hold it back.
      setTimeout(() => event.defaultPrevented || sessionStorage.setItem(`sent:${key}`, ""));
    });
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
