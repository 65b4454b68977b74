// @ts-check
/** Says whether the page is live, finds out when it is not, and brings it back. */
import { say } from "./announce.js";
import { aroundRedraw, hear, pause, tell } from "./reach.js";
import { refetch } from "./regions.js";
import { clock } from "./time.js";

const GRACE = 3_000; // a loss shorter than this is not shown: every switch of tabs is one
const STALE = 20_000; // figures older than this say so
const SILENCE = 40_000; // two heartbeats missed
const POLL = 30_000;
const TRIES = 5; // failed connects before the page fetches itself instead
/** @type {Record<string, string>} */
const WORDS = { live: "Live", wait: "Reconnecting", off: "Offline", poll: "Every 30 s", out: "Signed out" };

const here = {
  open: false, // the stream answers
  asking: false, // a first connection is under way
  out: false, // signed out, until the page has been read again as the same person
  barred: false, // no use in connecting: it said 401
  offline: false, // the browser says there is no network, and nothing has come since
  fails: 0, // connects that failed in a row
  lostAt: 0,
  heardAt: 0,
  freshAt: 0, // the figures are of this moment
  polledAt: 0,
};
/** @type {any} htmx's record of the running connection */
let connection = null;
/** @type {HTMLElement | null} */
let live = null;
let shown = "";

export function start() {
  live = document.getElementById("live");
  if (!live) return;
  here.lostAt = here.heardAt = here.freshAt = Date.now();
  here.offline = !navigator.onLine;
  on("before:request", () => (here.asking = true));
  on("sse:before:connection", (event, { connection: its }) => {
    connection = its;
    if (here.barred) event.preventDefault();
    lost();
  });
  on("sse:after:connection", connected);
  on("sse:before:message", heard);
  on("sse:error", (_, { status }) => (here.open ? lost() : failed(status)));
  on("sse:close", () => (connection = null));
  // The stream's request ended and no stream came of it: htmx leaves a failed first connection to us.
  on("finally:request", (_, { ctx }) => {
    here.asking = false;
    if (here.open) return;
    failed(ctx.response?.status);
    if (!here.barred) setTimeout(retry, pause(here.fails, POLL));
  });
  live.addEventListener("signed-out", out);
  hear("out", out);
  hear("waiting", show);
  addEventListener("offline", () => ((here.offline = true), show()));
  addEventListener("online", () => ((here.offline = false), again()));
  document.addEventListener("visibilitychange", shownAgain);
  aroundRedraw(() => {}, () => (here.freshAt = Date.now()));
  setInterval(watch, 1000);
}

/**
 * Which state to show; null keeps the one there is.
 * @param {{out: boolean, offline: boolean, open: boolean, fails: number}} now @param {number} away ms without a stream
 */
export function stateOf({ out, offline, open, fails }, away) {
  if (out) return "out";
  if (offline) return "off";
  if (open) return "live";
  if (fails >= TRIES) return "poll";
  return away > GRACE ? "wait" : null;
}

/** @param {string} state @param {number} waiting */
export const words = (state, waiting) => (waiting ? `${WORDS[state]}, ${waiting} waiting` : WORDS[state]);

function connected() {
  here.open = true;
  here.fails = 0;
  if (here.out) refetch().then(welcome, out);
  else heard();
}

/** Signed in again, and still the same person. */
function welcome() {
  here.out = false;
  dialog()?.close();
  heard();
}

function heard() {
  here.heardAt = here.freshAt = Date.now();
  here.offline = false;
  if (shown !== "live") show();
}

function lost() {
  if (here.open) here.lostAt = Date.now();
  here.open = false;
}

/** @param {number} [status] */
function failed(status) {
  here.fails += 1;
  if (status === 401) out();
}

function out() {
  here.out = here.barred = true;
  here.open = false;
  connection?.reader?.cancel();
  if (shown !== "out" && !dialog()?.open) dialog()?.showModal();
  show();
}

/** Try at once, whatever htmx is doing. */
function again() {
  here.heardAt = Date.now();
  here.barred = false;
  if (!connection) return retry();
  connection.attempt = Math.min(connection.attempt, 1);
  connection.reader?.cancel();
  connection.delayCanceller?.();
}

function retry() {
  if (!connection && !here.asking) /** @type {any} */ (globalThis).htmx.trigger(live, "live:retry");
}

/** A hidden tab has no stream; its clocks start anew when it is shown. Who was signed out may be back. */
function shownAgain() {
  if (document.hidden) return;
  here.heardAt = Date.now();
  if (!here.open) here.lostAt = Date.now();
  if (here.out) refetch().then(again, () => {}); // as somebody else, the page is loaded anew
}

function watch() {
  if (document.hidden) return;
  const now = Date.now();
  if (here.open && now - here.heardAt > SILENCE) {
    lost();
    again();
  }
  if (shown === "poll" && now - here.polledAt > POLL && document.querySelector("[data-region]")) {
    here.polledAt = now;
    refetch().catch(() => {});
  }
  show();
}

function show() {
  const now = Date.now();
  const state = stateOf(here, now - here.lostAt);
  const root = document.documentElement;
  // While the page is live they go out by themselves: only what does not is worth a word.
  const { waiting: unsent = 0, late = 0 } = root.dataset;
  const waiting = Number(root.dataset.kept ?? 0) + Number(shown === "live" ? late : unsent);
  if (state && state !== shown) {
    if (state === "live" && shown) say("Live again");
    root.dataset.conn = shown = state;
    tell("conn", state);
  }
  const pill = document.getElementById("conn");
  if (pill && shown) {
    pill.hidden = false;
    put(pill.lastElementChild, words(shown, waiting));
  }
  const still = shown === "poll" ? 2 * POLL : STALE;
  const stale = shown !== "live" && now - here.lostAt > STALE && now - here.freshAt > still;
  if (stale) root.dataset.asOf = clock(here.freshAt);
  else delete root.dataset.asOf;
  notice(document.getElementById("stale"), stale && `Figures are as of ${root.dataset.asOf}.`);
  const kept = waiting === 1 ? "1 thing you did is" : `${waiting} things you did are`;
  const until = shown === "live" ? "as soon as the server takes them" : "when you are back";
  for (const line of document.querySelectorAll("[data-waiting]:not(html)"))
    notice(line, waiting > 0 && `${kept} kept on this device and will be sent ${until}.`);
}

const dialog = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("signed-out"));

/** @param {Element | null} line @param {string | false} text */
function notice(line, text) {
  line?.toggleAttribute("hidden", !text);
  if (text) put(line, text);
}

/** @param {Element | null | undefined} element @param {string} text */
function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/** @param {string} name @param {(event: Event, detail: any) => void} then */
function on(name, then) {
  live?.addEventListener(`htmx:${name}`, (event) => then(event, /** @type {CustomEvent} */ (event).detail));
}
