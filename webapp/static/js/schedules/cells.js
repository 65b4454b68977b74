// @ts-check
/** The times of the mentor's week as an ARIA grid beneath its blocks: one tab stop, arrows go from half hour to half hour.
 * Enter, `c` and a click plan a session there; Enter on a taken time opens what is there. It lies outside the region, so
 * that a redraw changes words and never takes the focus. */
import { clockAt } from "../time.js";
import { share } from "./clock.js";
import { HALF, timeOf, towards } from "./times.js";

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-cells]"));
/** @type {Map<number, HTMLElement>} a row by the minutes since midnight at which it begins */
const rows = new Map();
/** The cell that Tab leads to. @type {HTMLElement | undefined} */
let stop;

if (box) {
  draw(box);
  document.addEventListener("htmx:after:swap", () => draw(box));
  box.addEventListener("keydown", press);
  box.addEventListener("focusin", ({ target }) => stand(/** @type {HTMLElement} */ (target)));
  box.addEventListener("click", ({ target }) => {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(".cell"));
    if (cell && cell.dataset.is !== "skipped") location.assign(`${box.dataset.cells}?starts=${cell.dataset.starts}`);
  });
}

/** Brings rows and words up to date; what stays is not touched. @param {HTMLElement} box */
function draw(box) {
  const grid = /** @type {HTMLElement | null} */ (document.querySelector("[data-first-hour]"));
  box.hidden = !grid;
  if (!grid) return;
  const [first, count] = [60 * Number(grid.dataset.firstHour), number(grid, "--rows") / HALF];
  const days = [...grid.querySelectorAll(".grid__day")].map((day) => read(/** @type {HTMLElement} */ (day)));
  const lost = [...rows].filter(([at]) => at < first || at >= first + 30 * count).map(([, row]) => row);
  const stood = stop && place(stop);
  const hadFocus = lost.some((row) => row.contains(document.activeElement));
  for (let at = first; at < first + 30 * count; at += 30) {
    const [row, words] = [rows.get(at) ?? made(box, at, days.length), clockAt(at)];
    days.forEach(({ day, blocks }, column) => {
      const time = timeOf({ ...day, blocks }, (at - first) / 15 + 1, at, words, box.dataset.free ?? "free");
      set(/** @type {HTMLElement} */ (row.children[column]), time);
    });
  }
  for (const row of lost) row.remove();
  for (const [at, row] of rows) if (lost.includes(row)) rows.delete(at);
  if (!stop) stand(cellAt(...beginning(grid)));
  else if (stood && !stop.isConnected) stand(cellAt(Math.min(stood[0], count - 1), stood[1]));
  if (hadFocus) stop?.focus();
}

/** A day as its heading and its blocks say it. @param {HTMLElement} day */
function read(day) {
  const blocks = [.../** @type {NodeListOf<HTMLElement>} */ (day.querySelectorAll(".slot, .tail"))].map((block) => {
    const times = [...block.querySelectorAll(":scope > .slot__facts time")].map((time) => time.textContent);
    const words = [text(block, ".slot__title"), times.join("–"), text(block, ".slot__whom")];
    const isOff = block.classList.contains("slot--canceled");
    return { from: number(block, "--from"), to: number(block, "--to"), words: words.filter(Boolean).join(", "), isOff };
  });
  const gap = day.dataset.gap?.split(" ").map(Number);
  return { day: { date: day.dataset.day ?? "", words: text(day, "h3 .visually-hidden"), gap }, blocks };
}

/** A new row, in its place among the others. @param {HTMLElement} box @param {number} at @param {number} columns */
function made(box, at, columns) {
  const row = document.createElement("div");
  row.setAttribute("role", "row");
  row.className = "cells__row";
  for (let column = 0; column < columns; column++) {
    const cell = document.createElement("div");
    for (const [name, value] of Object.entries({ role: "gridcell", class: "cell", tabindex: "-1", "data-key": "c" })) cell.setAttribute(name, value);
    row.append(cell);
  }
  const after = Math.min(...[...rows.keys()].filter((other) => other > at));
  box.insertBefore(row, rows.get(after) ?? null);
  rows.set(at, row);
  return row;
}

/** @param {HTMLElement} cell @param {import("./times.js").Time} time */
function set(cell, { label, starts, is }) {
  if (cell.ariaLabel === label && cell.dataset.starts === starts) return;
  cell.ariaLabel = label;
  cell.ariaDisabled = is === "skipped" ? "true" : null;
  Object.assign(cell.dataset, { starts, is });
}

/** @param {KeyboardEvent} event */
function press(event) {
  const cell = /** @type {HTMLElement} */ (event.target);
  if (event.altKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const [row, column] = place(cell);
  const to = towards(event.key, event.ctrlKey, row, column, rows.size, cell.parentElement?.children.length ?? 0);
  if (to) cellAt(to[0], to[1])?.focus();
  else if (event.key === "Enter" && cell.dataset.is === "busy") there(row, column)?.click();
  else if (event.key === "Enter") cell.click();
  else return;
  event.preventDefault();
}

/** The link to what is at that time. @param {number} row @param {number} column */
function there(row, column) {
  const day = document.querySelectorAll(".grid__day")[column];
  const from = row * HALF + 1;
  const blocks = [.../** @type {NodeListOf<HTMLElement>} */ (day.querySelectorAll(".slot:not(.slot--canceled), .tail"))];
  const block = blocks.find((one) => number(one, "--from") < from + HALF && number(one, "--to") > from);
  return /** @type {HTMLElement | null | undefined} */ (block?.querySelector("a"));
}

/** The present time of today; of another week its first. @param {HTMLElement} grid @returns {[number, number]} */
function beginning(grid) {
  const today = [...grid.querySelectorAll(".grid__day")].findIndex((day) => day.matches(".grid__day--today"));
  const hours = number(grid, "--rows") / 4;
  const first = Number(grid.dataset.firstHour);
  const down = today < 0 ? 0 : share(Date.now(), first, first + hours, document.documentElement.dataset.tz) ?? 0;
  return [Math.min(Math.floor(down * rows.size), rows.size - 1), Math.max(today, 0)];
}

/** Tab leads there from now on. @param {HTMLElement | undefined} cell */
function stand(cell) {
  if (!cell?.matches(".cell")) return;
  stop?.setAttribute("tabindex", "-1");
  cell.setAttribute("tabindex", "0");
  stop = cell;
}

/** @param {HTMLElement} cell @returns {[number, number]} */
function place(cell) {
  const row = /** @type {HTMLElement} */ (cell.parentElement);
  return [[...row.parentElement?.children ?? []].indexOf(row), [...row.children].indexOf(cell)];
}

/** @param {number} row @param {number} column */
function cellAt(row, column) {
  return /** @type {HTMLElement | undefined} */ (box?.children[row]?.children[column]);
}

/** @param {HTMLElement} element @param {string} name */
function number(element, name) {
  return Number(element.style.getPropertyValue(name));
}

/** @param {Element} element @param {string} part */
function text(element, part) {
  return element.querySelector(part)?.textContent?.trim() ?? "";
}
