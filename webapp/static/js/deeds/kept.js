// @ts-check
/** What can wait is kept on this device while there is no connection, and sent when it is back: forms with `data-keeps`.
 * Each person has what is theirs: whoever signs in next never sends it. */
import { hear, person, tell } from "../reach.js";

const KEY = `tandem:kept:${person()}`;
const MOST = 200;
/** @typedef {{name: string, url: string, body: string}} Deed where to post what; of one name the last counts */

/** @type {Promise<void> | null} */
let sending = null;

export function start() {
  hear("conn", (state) => state === "live" && flush());
  addEventListener("storage", ({ key }) => key === KEY && count());
  document.addEventListener("htmx:after:swap", show);
  count();
  if (document.documentElement.dataset.conn === "live") flush();
}

/** What a form would have posted. @param {HTMLFormElement} form @returns {Deed} */
export function deedOf(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form))).toString();
  const url = form.getAttribute("action") ?? "";
  return { name: form.dataset.keeps === "last" ? url : `${url}?${body}`, url, body };
}

/** To be sent later. @param {Deed} deed */
export function keep(deed) {
  put([...waiting().filter(({ name }) => name !== deed.name), deed].slice(-MOST));
  show();
}

/** @returns {Deed[]} in the order in which they were done */
const waiting = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");

/** @param {Deed[]} deeds */
function put(deeds) {
  if (deeds.length) localStorage.setItem(KEY, JSON.stringify(deeds));
  else localStorage.removeItem(KEY);
  count();
}

function count() {
  const { length } = waiting();
  const root = document.documentElement.dataset;
  if (length) root.kept = String(length);
  else delete root.kept;
  tell("waiting");
}

/** One after the other. What the server has answered is done, also where it refused: a line may be gone meanwhile. */
const flush = () => (sending ??= send().finally(() => (sending = null)));

async function send() {
  for (const { name, url, body } of waiting()) {
    const headers = { "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
    if (!answer || answer.status === 401) return;
    if (answer.status === 429 || answer.status >= 500) continue; // with the next connection
    put(waiting().filter((other) => other.name !== name || other.body !== body));
  }
  show();
}

/** The lines of what waits say so. */
function show() {
  const urls = new Set(waiting().map(({ url }) => url));
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keeps]"))) {
    const line = form.closest("[data-kept-here]");
    line?.toggleAttribute("data-kept", urls.has(form.getAttribute("action") ?? ""));
  }
}
