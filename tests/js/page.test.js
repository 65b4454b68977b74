import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../../webapp/static/js/announce.js";
import { stateOf, words } from "../../webapp/static/js/connection.js";
import { restorable } from "../../webapp/static/js/draft.js";
import { changed } from "../../webapp/static/js/fresh.js";
import { pause } from "../../webapp/static/js/reach.js";
import { question, same } from "../../webapp/static/js/zone.js";

const calm = { out: false, offline: false, open: false, fails: 0 };

test("a short loss is not shown", () => {
  assert.equal(stateOf({ ...calm, open: true }, 0), "live");
  assert.equal(stateOf(calm, 2999), null);
  assert.equal(stateOf(calm, 3001), "wait");
});

test("five failed connects in a row mean polling, no network means offline, 401 signed out", () => {
  assert.equal(stateOf({ ...calm, fails: 4 }, 9999), "wait");
  assert.equal(stateOf({ ...calm, fails: 5 }, 9999), "poll");
  assert.equal(stateOf({ ...calm, fails: 5, offline: true }, 9999), "off");
  assert.equal(stateOf({ ...calm, offline: true, out: true }, 9999), "out");
});

test("the pill counts what waits", () => {
  assert.equal(words("off", 4), "Offline, 4 waiting");
  assert.equal(words("poll", 0), "Every 30 s");
  assert.equal(words("live", 1), "Live, 1 waiting");
});

test("changes are said as one sentence", () => {
  assert.equal(sentence(["Hours learned 86.5"]), "Hours learned 86.5.");
  assert.equal(sentence(["a", "b", "c"]), "a. b. c.");
  assert.equal(sentence(["a", "b", "c", "d"]), "a. b. c. And 1 more change.");
  assert.equal(sentence(["a", "b", "c", "d", "e"]), "a. b. c. And 2 more changes.");
});

test("fresh is what changed or came, not what stayed or went", () => {
  const was = new Map([["hours", "86"], ["streak", "3"], ["gone", "1"]]);
  const is = new Map([["hours", "86.5"], ["streak", "3"], ["row-9", "Finished"]]);
  assert.deepEqual(changed(was, is), ["hours", "row-9"]);
});

test("a draft counts only over the text it was begun on", () => {
  const kept = JSON.stringify({ over: "", text: "half a thought" });
  assert.equal(restorable(kept, ""), "half a thought");
  assert.equal(restorable(kept, "saved meanwhile"), null);
  assert.equal(restorable(null, ""), null);
});

test("pauses grow, have a bound, and are never the same for all", () => {
  assert.deepEqual([1, 2, 3, 9].map((n) => pause(n, 30_000, 1)), [2000, 4000, 8000, 30_000]);
  assert.equal(pause(3, 30_000, 0.25), 2000);
});

test("two names of one clock raise no question", () => {
  assert.ok(same("Africa/Lagos", "Africa/Lagos"));
  assert.ok(same("Africa/Lagos", "Africa/Luanda"));
  assert.ok(!same("Africa/Lagos", "Africa/Nairobi"));
  assert.ok(!same("Europe/Berlin", "Africa/Lagos")); // alike in winter only
  assert.equal(question("America/Argentina/Buenos_Aires"), "You seem to be in Buenos Aires. Show times in Buenos Aires time?");
});
