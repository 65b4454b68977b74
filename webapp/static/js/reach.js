// @ts-check
/** What the parts share about the server, the person and each other. */

/** Whether the server answers at all, asked only where the answer decides something. */
export const reachable = () =>
  fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) }).then(
    () => true,
    () => false,
  );

/** Whose page this is; "" for a visitor. */
export const person = () =>
  /** @type {HTMLElement | null} */ (document.querySelector("[data-track-user]"))?.dataset.trackUser ?? "";

/**
 * A pause that grows with each failure, random so that many clients do not return together.
 * @param {number} failures @param {number} most @param {number} [chance]
 */
export const pause = (failures, most, chance = Math.random()) => chance * Math.min(most, 1000 * 2 ** failures);

/**
 * Around each redraw that comes by itself (a push, a refetch); what the person asked for is no news to them.
 * @param {() => void} before @param {() => void} after
 */
export function aroundRedraw(before, after) {
  for (const [name, then] of Object.entries({ before, after }))
    document.addEventListener(`htmx:${name}:swap`, (event) => {
      const { sourceElement } = /** @type {CustomEvent} */ (event).detail.ctx;
      if (sourceElement === document.body || sourceElement?.id === "live") then();
    });
}

/** @param {string} name @param {any} [detail] */
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`tandem:${name}`, { detail }));

/** @param {string} name @param {(detail: any) => void} then */
export const hear = (name, then) =>
  document.addEventListener(`tandem:${name}`, (event) => then(/** @type {CustomEvent} */ (event).detail));
