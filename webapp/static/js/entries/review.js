// @ts-check
/** While somebody reads an entry here, the others see who does: the page takes it, and says so again while it is visible.
 * In the queue beside it, which is the same for everybody, it marks the one that is read here. */
import { say } from "../announce.js";
import { aroundRedraw } from "../reach.js";

const EVERY = 120_000;
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-claim]"))?.dataset.claim;

if (place) {
  claim();
  setInterval(claim, EVERY);
  document.addEventListener("visibilitychange", claim);
}

function claim() {
  if (place && !document.hidden) fetch(place, { method: "POST" }).catch(() => {});
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
