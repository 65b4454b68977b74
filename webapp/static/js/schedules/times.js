// @ts-check
/** The half hours of a mentor's week: what each is called, what it holds, and where a key leads from it. Without a page. */

/** @typedef {{ from: number, to: number, words: string, isOff?: boolean }} Block rows of quarter hours, the first being 1 */
/** @typedef {{ date: string, words: string, gap?: number[], blocks: Block[] }} Day gap: the rows that its clocks jump over */
/** @typedef {{ label: string, starts: string, is: "free" | "busy" | "skipped" }} Time */

export const HALF = 2;

/**
 * A half hour of a day in words: the day, the time, and what is there.
 * @param {Day} day @param {number} row the first of its two @param {number} minutes since midnight
 * @param {string} at the time, as its reader writes it @param {string} free what is said where nothing is
 * @returns {Time}
 */
export function timeOf(day, row, minutes, at, free) {
  const here = (/** @type {number} */ from, /** @type {number} */ to) => from < row + HALF && to > row;
  const starts = `${day.date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const label = (/** @type {string} */ there) => `${day.words}, ${at}, ${there}`;
  if (day.gap && here(day.gap[0], day.gap[1])) return { label: label("skipped as the clocks go forward"), starts, is: "skipped" };
  const all = day.blocks.filter(({ from, to }) => here(from, to));
  const busy = all.filter(({ isOff }) => !isOff);
  const words = all.map((block) => (block.isOff ? `called off: ${block.words}` : block.words));
  const there = [...(busy.length ? [] : [free]), ...words].join("; ");
  return { label: label(there), starts, is: busy.length ? "busy" : "free" };
}

/**
 * Where a key leads from a cell, as [row, column]; null for other keys. At an edge it stays.
 * @param {string} key @param {boolean} ctrl @param {number} row @param {number} column @param {number} rows @param {number} columns
 */
export function towards(key, ctrl, row, column, rows, columns) {
  const [bottom, right] = [rows - 1, columns - 1];
  if (ctrl) return key === "Home" ? [0, 0] : key === "End" ? [bottom, right] : null;
  switch (key) {
    case "ArrowUp": return [Math.max(row - 1, 0), column];
    case "ArrowDown": return [Math.min(row + 1, bottom), column];
    case "ArrowLeft": return [row, Math.max(column - 1, 0)];
    case "ArrowRight": return [row, Math.min(column + 1, right)];
    case "Home": return [row, 0];
    case "End": return [row, right];
  }
  return null;
}

const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
