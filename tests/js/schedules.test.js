// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { left, share, state } from "../../webapp/static/js/schedules/clock.js";
import { lasting, later, steps } from "../../webapp/static/js/schedules/span.js";
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
