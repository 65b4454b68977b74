// @ts-check
/** What a pushed message brings, before it lands: which regions it redraws, and with what. */

const PARTIAL = /<hx-partial hx-target="#([^"]+)" hx-swap="innerMorph">([\s\S]*?)<\/hx-partial>/g;

/** The regions of a message, by id. @param {string} [data] @returns {Map<string, string>} */
export const partials = (data) => new Map([...(data ?? "").matchAll(PARTIAL)].map(([, id, inner]) => [id, inner]));

/** The message without one of its regions. @param {string} data @param {string} without */
export const rest = (data, without) => data.replace(PARTIAL, (part, id) => (id === without ? "" : part));

/** One region as a message brings it. @param {string} id @param {string} inner */
export const partial = (id, inner) => `<hx-partial hx-target="#${id}" hx-swap="innerMorph">${inner}</hx-partial>`;

/** @param {string} inner */
export const parsed = (inner) => new DOMParser().parseFromString(inner, "text/html");
