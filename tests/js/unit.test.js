import assert from "node:assert/strict";
import { test } from "node:test";
import { wayOf } from "../../webapp/static/js/unit/keys.js";
import { minutes } from "../../webapp/static/js/unit/time.js";

const pressed = (key, more = {}) => ({ key, target: { closest: () => null }, ...more });

test("n and p lead on and back", () => {
  assert.equal(wayOf(pressed("n")), "next");
  assert.equal(wayOf(pressed("p")), "prev");
  assert.equal(wayOf(pressed("x")), "");
});

test("not while something is typed, and not with another key or as a repeat", () => {
  assert.equal(wayOf(pressed("n", { target: { closest: () => "textarea" } })), "");
  for (const other of ["ctrlKey", "metaKey", "altKey", "repeat", "defaultPrevented"])
    assert.equal(wayOf(pressed("n", { [other]: true })), "", other);
});

test("time is said in whole minutes, and not at all while it is unknown", () => {
  assert.equal(minutes(NaN), "");
  assert.equal(minutes(0), "under a minute");
  assert.equal(minutes(59_999), "under a minute");
  assert.equal(minutes(14 * 60_000 + 59_000), "14 min");
  assert.equal(minutes(125 * 60_000), "2 h 5 min");
});
