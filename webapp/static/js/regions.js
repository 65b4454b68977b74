// @ts-check
/** Brings the page's regions up to date from the page itself; nothing outside a region is touched. */
import { aroundRedraw, pause, person, tell } from "./reach.js";

/** @type {Promise<void> | null} */
let reading = null;

/** @type {Set<Promise<unknown>>} what was pressed inside regions and is not answered yet */
const answers = new Set();

/** @type {WeakMap<object, (nothing?: any) => void>} by request: its answer may take away what was pressed */
const ends = new WeakMap();

/** A push waits for the answer to what was pressed in a region: it could take the pressed button away, and the answer
 * with it. @param {any} event */
function answering({ target, detail }) {
  if (!target.closest?.("[data-region]")) return;
  const answer = new Promise((then) => {
    ends.set(detail.ctx, then);
    setTimeout(then, 5000);
  });
  answers.add(answer);
  answer.then(() => answers.delete(answer));
}

/** Nothing that is older than a push can come after it any more. */
export const settled = () => Promise.allSettled([reading, ...answers]);

export function start() {
  document.addEventListener("htmx:before:request", answering);
  document.addEventListener("htmx:finally:request", (/** @type {any} */ { detail }) => ends.get(detail.ctx)?.());
  // What is pushed meanwhile waits: it is newer than the page being read, and must land after it.
  document.addEventListener("htmx:sse:before:message", (event) => {
    /** @type {CustomEvent} */ (event).detail.waitUntil(settled());
  });
  aroundRedraw(() => {}, updated);
  document.addEventListener("resync", () => catchUp());
  addEventListener("pageshow", (event) => event.persisted && catchUp());
  document.addEventListener("click", refresh);
}

/** Read the page again and morph each region. Rejects, changing nothing, when the page cannot be read. */
export function refetch() {
  return (reading ??= read().finally(() => (reading = null)));
}

/** Refetch, as often as it takes. */
export function catchUp(failures = 0) {
  if (!document.querySelector("[data-region]")) return;
  refetch().catch(() => setTimeout(() => catchUp(failures + 1), pause(failures + 1, 60_000)));
}

async function read() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(15_000) });
  if (answer.status === 401 || answer.redirected) tell("out");
  if (answer.status === 405) return; // what answered a form cannot be read again: pushes alone keep it true
  const isError = document.querySelector("main[data-error]"); // which has a bell too
  if (/40[34]/.test(String(answer.status)) && !isError) return location.reload(); // not there for them any more
  if (!(answer.ok || isError) || answer.redirected) throw new Error(`The page answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("[data-track-user]")?.getAttribute("data-track-user") !== (person() || undefined))
    return new Promise(() => location.reload()); // somebody else signed in: none of this is theirs
  document.documentElement.dataset.tz = page.documentElement.dataset.tz ?? "";
  let text = "";
  for (const { id } of document.querySelectorAll("[data-region]")) {
    const newer = page.getElementById(id);
    if (newer)
      text += `<hx-partial hx-target="#${CSS.escape(id)}" hx-swap="innerMorph">${newer.innerHTML}</hx-partial>`;
  }
  if (text) await /** @type {any} */ (globalThis).htmx.swap({ text, sourceElement: document.body, swap: "none" });
  else updated();
}

function updated() {
  for (const time of document.querySelectorAll("[data-refreshed] time")) {
    time.setAttribute("datetime", new Date().toISOString());
    time.textContent = "just now";
  }
  failed(false);
}

/** @param {MouseEvent} event */
async function refresh(event) {
  const link = /** @type {Element} */ (event.target).closest?.("a[data-refresh]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  try {
    await refetch();
    tell("refreshed");
  } catch {
    failed(true);
  }
  link.removeAttribute("aria-busy");
}

/** @param {boolean} shown */
const failed = (shown) =>
  document.querySelectorAll("[data-refresh-failed]").forEach((line) => line.toggleAttribute("hidden", !shown));
