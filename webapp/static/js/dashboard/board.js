// @ts-check
/** The leaderboard asks for its rows anew when it moved, at most every ten seconds. */

const REST = 10_000;
let last = Date.now();
let known = pulse();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

function pulse() {
  return document.querySelector("[data-pulse]")?.getAttribute("data-pulse");
}

async function ask() {
  waiting = undefined;
  last = Date.now();
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, newer] = [document.getElementById("board"), page.getElementById("board")];
  if (!old || !newer) return;
  const swap = () => old.replaceChildren(...newer.childNodes);
  if (document.startViewTransition && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    document.startViewTransition(swap);
  else swap();
}

document.addEventListener("htmx:after:swap", () => {
  if (pulse() === known) return;
  known = pulse();
  waiting ??= setTimeout(ask, Math.max(0, last + REST - Date.now()));
});
