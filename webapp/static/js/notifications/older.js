// @ts-check
/** Older lines are no region. When the newest are redrawn, those shown below are read again, as many pages as were shown. */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export function start() {
  document.addEventListener("htmx:after:swap", (event) => {
    const { sourceElement } = /** @type {CustomEvent} */ (event).detail.ctx;
    if (sourceElement?.id === "older" || sourceElement?.closest?.("[data-older], #older p")) return; // the older lines themselves
    clearTimeout(timer);
    timer = setTimeout(() => again().catch(() => {}), 300);
  });
}

async function again() {
  const older = document.getElementById("older");
  let number = older?.querySelectorAll("[data-shelf]").length ?? 0;
  if (!older || !number) return;
  const first = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-older]"));
  let url = first?.href ?? (document.querySelector("[data-region] .filters") ? "" : location.href);
  let html = "";
  let more = "";
  for (; url && number; number--) {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    html += page.querySelector("#older [data-shelf]")?.outerHTML ?? "";
    const link = /** @type {HTMLAnchorElement | null} */ (page.querySelector("#older > p > a"));
    more = link?.parentElement?.outerHTML ?? "";
    url = link?.href ?? "";
  }
  const text = `<hx-partial hx-target="#older" hx-swap="innerMorph">${html}${more}</hx-partial>`;
  await /** @type {any} */ (globalThis).htmx.swap({ text, sourceElement: older, swap: "none" });
}
