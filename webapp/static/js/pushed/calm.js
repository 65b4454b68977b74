// @ts-check
/** A list that somebody points at, or is in by keyboard, stands still: what is pushed into it waits, and a line says how
 * many of its rows that concerns. `data-calm` is the list, its rows have ids; `data-calm-waits` is the line. */
import { changed, text } from "../fresh.js";
import { settled } from "../regions.js";
import { fade, fadeAll } from "./fading.js";
import { parsed, partial, partials, rest } from "./partials.js";

const AT_REST = 30_000; // a pointer that was left lying there holds nothing back

const line = /** @type {HTMLElement} */ (document.querySelector("[data-calm-waits]"));
const list = () => document.querySelector("[data-calm]");
const region = () => list()?.closest("[data-region]");
let stirredAt = Date.now();
/** @type {string | undefined} the newest drawing that waits */
let waiting;

for (const sign of ["pointermove", "keydown", "focusin"]) document.addEventListener(sign, () => (stirredAt = Date.now()));
document.addEventListener("htmx:sse:before:message", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  detail.waitUntil(settled().then(() => (hold(detail.message), fadeAll(detail.message.data))));
});
document.addEventListener("htmx:after:swap", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.ctx.sourceElement === document.body) forget(); // the page was read anew
});
setInterval(() => waiting === undefined || isInUse() || release(), 250);

const isInUse = () => Boolean(list()?.matches(":hover, :focus-within")) && Date.now() - stirredAt < AT_REST;

/** Takes the list out of a message. @param {{data: string}} message */
function hold(message) {
  const here = region();
  const inner = here && partials(message.data).get(here.id);
  if (!here || inner === undefined || (!isInUse() && waiting === undefined)) return;
  message.data = rest(message.data, here.id);
  waiting = inner;
  const number = changes(rows(here), rows(parsed(inner)));
  line.textContent = `${number} change${number === 1 ? "" : "s"}, shown when you leave this list`;
  line.hidden = !number;
}

async function release() {
  const [here, inner] = [region(), waiting];
  forget();
  if (!here || inner === undefined) return;
  await fade(here, inner);
  const sourceElement = document.getElementById("live"); // as any push: what is new in it is marked so
  await /** @type {any} */ (globalThis).htmx.swap({ text: partial(here.id, inner), sourceElement, swap: "none" });
}

function forget() {
  waiting = undefined;
  line.hidden = true;
}

/** @param {ParentNode} within */
function rows(within) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll("[data-calm] > [id]"));
  return new Map([...all].map((row) => [row.id, text(row)]));
}

/** How many rows came, went, or say something else. @param {Map<string, string>} was @param {Map<string, string>} is */
const changes = (was, is) => changed(was, is).length + [...was.keys()].filter((id) => !is.has(id)).length;
