// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { left, said, share, state } from "../../webapp/static/js/schedules/clock.js";
import { lasting, later, steps } from "../../webapp/static/js/schedules/span.js";
import { timeOf, towards } from "../../webapp/static/js/schedules/times.js";
import { written } from "../../webapp/static/js/time.js";
import { has } from "../../webapp/static/js/schedules/picker.js";

const at = (/** @type {string} */ text) => Date.parse(`2026-11-24T${text}:00Z`);

test("a session is before, now or over", () => {
  assert.equal(state(at("14:00"), at("15:00"), at("13:59")), "before");
  assert.equal(state(at("14:00"), at("15:00"), at("14:00")), "now");
  assert.equal(state(at("14:00"), at("15:00"), at("15:00")), "over");
});

test("the time left is said as a person says it", () => {
  for (const [now, words] of [["13:59", "in 1 min"], ["13:15", "in 45 min"], ["12:00", "in 2 h"], ["10:55", "in 3 h 5 min"], ["14:30", "now"], ["15:00", "over"]])
    assert.equal(left(at("14:00"), at("15:00"), at(now)), words);
  assert.equal(left(at("14:00"), at("15:00"), at("14:00") - 26 * 3_600_000), "in 1 day");
  assert.equal(left(at("14:00"), at("15:00"), at("14:00") - 50 * 3_600_000), "in 2 days");
});

test("the line of now stands by the clock of the person's zone", () => {
  assert.equal(share(at("12:00"), 8, 16, "UTC"), 0.5);
  assert.equal(share(at("12:00"), 8, 16, "Africa/Lagos"), 0.625);
  assert.equal(share(at("12:00"), 8, 16, "America/New_York"), null);
});

test("what is live is said after the number of sessions", () => {
  assert.deepEqual([0, 1, 2].map(said), ["", ", 1 is live", ", 2 are live"]);
});

test("an edge is dragged by whole quarter hours, no further than the server allows", () => {
  for (const [pixels, rows] of [[0, 0], [7, 0], [9, 1], [-9, -1], [40, 3], [-48, -3], [-900, -3], [900, 44]])
    assert.equal(steps(pixels, 16, -3, 44), rows);
  assert.ok(Object.is(steps(-7, 16, -3, 44), 0));
});

test("a length is said as a person says it", () => {
  for (const [minutes, words] of /** @type {[number, string][]} */ ([[15, "15 min"], [60, "1 h"], [75, "1 h 15 min"], [720, "12 h"]]))
    assert.equal(lasting(minutes * 60_000), words);
});

test("the new end is an instant: on a night on which clocks jump they show another time", () => {
  const end = (/** @type {string} */ ends, /** @type {number} */ quarters, /** @type {string} */ zone) =>
    written(later(Date.parse(ends), quarters), "time", zone, "en-GB");
  assert.equal(end("2026-11-24T15:00Z", 1, "Africa/Lagos"), "16:15");
  assert.equal(end("2026-11-01T05:45Z", 1, "America/New_York"), "01:00"); // the second 01:00 of that night
  assert.equal(end("2026-11-01T06:00Z", -1, "America/New_York"), "01:45"); // back into the first
  assert.equal(end("2026-03-08T06:45Z", 1, "America/New_York"), "03:00"); // 02:00 is not shown
});

test("a name is found by any of its words, whatever their case and accents", () => {
  for (const words of ["", "zoë", "ZOE", "mc zoe", " e ", "Zoe\u0308"]) assert.ok(has("Zoë McAda", words), words);
  for (const words of ["ben", "zoe ben"]) assert.ok(!has("Zoë McAda", words), words);
});

const NOVEMBER = { date: "2026-11-24", words: "Tuesday 24 November", blocks: [{ from: 22, to: 25, words: "Loops, 14:15–15:00, Ada" }] };

test("a half hour says its day, its time and what is there", () => {
  const at = (/** @type {number} */ row, day = NOVEMBER) => timeOf(day, row, 9 * 60 + 15 * (row - 1), "10 past", "free");
  assert.deepEqual(at(1), { label: "Tuesday 24 November, 10 past, free", starts: "2026-11-24T09:00", is: "free" });
  assert.deepEqual(at(3).starts, "2026-11-24T09:30");
  assert.deepEqual([19, 21, 23, 25].map((row) => at(row).is), ["free", "busy", "busy", "free"]);
  assert.equal(at(21).label, "Tuesday 24 November, 10 past, Loops, 14:15–15:00, Ada");
});

test("what is called off leaves a time free, and is named", () => {
  const [off] = NOVEMBER.blocks.map((block) => ({ ...block, isOff: true }));
  const time = (/** @type {any[]} */ ...blocks) => timeOf({ ...NOVEMBER, blocks }, 21, 840, "14:00", "free");
  assert.equal(time(off).is, "free");
  assert.equal(time(off).label, "Tuesday 24 November, 14:00, free; called off: Loops, 14:15–15:00, Ada");
  assert.equal(time(off, { from: 21, to: 25, words: "Bends" }).label.split(", 14:00, ")[1], "called off: Loops, 14:15–15:00, Ada; Bends");
});

test("a time that the clocks jump over is neither free nor taken", () => {
  const time = timeOf({ ...NOVEMBER, gap: [21, 25] }, 21, 840, "14:00", "free");
  assert.equal(time.is, "skipped");
  assert.equal(time.label, "Tuesday 24 November, 14:00, skipped as the clocks go forward");
  assert.equal(timeOf({ ...NOVEMBER, gap: [17, 21] }, 21, 840, "14:00", "free").is, "busy");
});

test("arrows go from cell to cell and stay at the edges, Home and End to those of a row, with Ctrl to those of all", () => {
  const from = (/** @type {string} */ key, ctrl = false, row = 0, column = 6) => towards(key, ctrl, row, column, 16, 7);
  assert.deepEqual(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].map((key) => from(key)), [[0, 6], [1, 6], [0, 5], [0, 6]]);
  assert.deepEqual(["ArrowDown", "ArrowLeft"].map((key) => from(key, false, 15, 0)), [[15, 0], [15, 0]]);
  assert.deepEqual(["Home", "End"].map((key) => from(key, false, 3, 3)), [[3, 0], [3, 6]]);
  assert.deepEqual(["Home", "End"].map((key) => from(key, true, 3, 3)), [[0, 0], [15, 6]]);
  assert.deepEqual([from("ArrowDown", true), from("c"), from("Tab")], [null, null, null]);
});
