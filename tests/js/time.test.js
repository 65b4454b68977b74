import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, written } from "../../webapp/static/js/time.js";

const NOON = Date.UTC(2026, 10, 20, 12);
const before = (seconds) => ago(NOON - seconds * 1000, NOON, "Africa/Lagos", "en-GB");

test("relative times become dates after a day", () => {
  assert.equal(before(0), "just now");
  assert.equal(before(7), "just now");
  assert.equal(before(16), "16 s ago");
  assert.equal(before(59), "59 s ago");
  assert.equal(before(60), "1 min ago");
  assert.equal(before(3599), "59 min ago");
  assert.equal(before(3 * 3600), "3 h ago");
  assert.equal(before(86_399), "23 h ago");
  assert.equal(before(86_400), "yesterday");
  assert.equal(before(3 * 86_400), "17 November");
  assert.equal(before(365 * 86_400), "20 November 2025");
});

test("a server clock slightly ahead is just now; what is planned shows its time", () => {
  assert.equal(before(-20), "just now");
  assert.equal(before(-3600), "20 November 2026 at 14:00");
});

test("yesterday is the person's yesterday", () => {
  const at = Date.UTC(2026, 10, 18, 22); // the 19th in Tokyo
  const now = Date.UTC(2026, 10, 20, 0);
  assert.equal(ago(at, now, "Asia/Tokyo", "en-GB"), "yesterday");
  assert.equal(ago(at, now, "UTC", "en-GB"), "18 November");
});

test("times are of the zone, by the reader's clock", () => {
  assert.equal(written(NOON, "time", "Africa/Lagos", "en-GB"), "13:00");
  assert.equal(written(NOON, "time", "America/New_York", "en-US").replace(/\s/, " "), "7:00 AM");
  assert.equal(written(Date.UTC(2026, 6, 1, 23), "date", "Europe/Berlin", "en-GB"), "2 July 2026");
});
