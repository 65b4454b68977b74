// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { left, share, state } from "../../webapp/static/js/schedules/clock.js";

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
