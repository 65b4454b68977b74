// @ts-check
/** One polite voice for the whole page: what changed by itself, gathered for 5 s into one sentence. */
import { aroundRedraw } from "./reach.js";

/** @type {Set<string>} */
const heard = new Set();
/** @type {Set<string>} */
let before = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export function start() {
  aroundRedraw(
    () => (before = new Set(sayable())),
    () => {
      for (const text of sayable()) if (!before.has(text)) heard.add(text);
      if (heard.size) timer ??= setTimeout(flush, 5000);
    },
  );
}

/** Say it now: the answer to something the person did, or to a change of the connection. @param {string} text */
export function say(text) {
  const voice = document.getElementById("say");
  if (voice) voice.textContent = text;
}

/** What still stands on the page, three at most. @param {Iterable<string>} texts */
export function sentence(texts) {
  const all = [...texts];
  const more = all.length - 3;
  return all.slice(0, 3).join(". ") + (more > 0 ? `. And ${more} more change${more > 1 ? "s" : ""}.` : ".");
}

function flush() {
  const now = new Set(sayable());
  const still = [...heard].filter((text) => now.has(text));
  if (still.length) say(sentence(still));
  heard.clear();
  timer = undefined;
}

const sayable = () =>
  [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say]"))].map((e) => e.dataset.say ?? "");
