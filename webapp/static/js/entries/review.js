// @ts-check
/** While somebody reads an entry here, the others see who does: the page says so again and again while it is visible, and
 * says when it is left. In the queue beside it, which is the same for everybody, it marks the one that is read here. */
import { say } from "../announce.js";
import { aroundRedraw } from "../reach.js";

const EVERY = 30_000;
const AWAY = 30_000; // a glance at another tab is no leaving
const here = /** @type {HTMLElement | null} */ (document.querySelector("[data-reading]"))?.dataset;

if (here) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let away;
  stay();
  setInterval(stay, EVERY);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden) away = setTimeout(leave, AWAY);
    else stay();
  });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && stay());
}

function stay() {
  if (!document.hidden) tell(here?.reading);
}

function leave() {
  tell(here?.leaving, true);
}

/** @param {string} [place] @param {boolean} [keepalive] so that it is sent though the page goes */
function tell(place, keepalive = false) {
  if (place) fetch(place, { method: "POST", body: new URLSearchParams({ view: here?.view ?? "" }), keepalive }).catch(() => {});
}

function markHere() {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-waits]")))
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
}

markHere();
aroundRedraw(() => {}, markHere);

// What was decided on the page before, once this one has been read in.
const done = document.querySelector(".toasts .toast")?.textContent?.trim();
if (done) setTimeout(say, 700, done);
