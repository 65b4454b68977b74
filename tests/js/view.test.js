import assert from "node:assert/strict";
import { test } from "node:test";
import { attended, counted, depthOf, uuid } from "../../webapp/static/js/tracker/view.js";
import "./machine.js";
import { Played } from "../../webapp/static/js/tracker/video.js";

test("only a page that is there, with fresh input or a playing video, is attended to", () => {
  assert.ok(attended(59_999, 0, true));
  assert.ok(!attended(60_000, 0, true));
  assert.ok(attended(600_000, 1, true));
  assert.ok(!attended(0, 0, false));
  assert.ok(!attended(0, 1, false));
});

test("a tick never counts more than it can vouch for", () => {
  assert.equal(counted(1003), 1003);
  assert.equal(counted(4000), 1500);
  assert.equal(counted(5001), 0); // the machine slept
  assert.equal(counted(-3), 0);
});

test("a short text is read at once, a long one by scrolling", () => {
  assert.equal(depthOf(100, 300, 800), 100);
  assert.equal(depthOf(0, 4000, 1000), 25);
  assert.equal(depthOf(-3000, 4000, 1000), 100);
  assert.equal(depthOf(900, 400, 800), 0); // still below the screen
  assert.equal(depthOf(0, 0, 800), 0);
});

test("ids are random UUIDs of version 4", () => {
  assert.match(uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(Array.from({ length: 1000 }, uuid)).size, 1000);
});

function play(played, from, to, rate = 1) {
  played.at = NaN;
  for (let at = from; at <= to + 1e-9; at += 0.25 * rate) played.step(at, rate);
}

test("each second counts once, however often it is played", () => {
  const played = new Played(100);
  play(played, 0, 50);
  play(played, 0, 50);
  assert.equal(played.count, 50);
  assert.equal(played.percent, 50);
});

test("a jump plays nothing", () => {
  const played = new Played(100);
  played.step(0, 1);
  played.step(95, 1);
  assert.equal(played.count, 0);
  play(played, 95, 100);
  assert.equal(played.percent, 5);
});

test("fast play counts in full, and a video with a broken end can be completed", () => {
  const played = new Played(59.4);
  play(played, 0, 59.4, 2);
  assert.ok(played.percent >= 98);
  assert.equal(new Played(0).percent, 0);
});

test("playing backwards is not watching", () => {
  const played = new Played(10);
  for (const at of [9, 8, 7, 6]) played.step(at, -1);
  assert.equal(played.count, 0);
});

test("what was played is told in runs of whole seconds", () => {
  const played = new Played(60);
  assert.equal(played.runs, "");
  play(played, 0, 12);
  play(played, 30, 45);
  play(played, 50, 51);
  assert.equal(played.runs, "0-11,30-44,50-50");
});

test("a second counts when its middle was passed: looking here and there watches nothing", () => {
  const played = new Played(100);
  for (let at = 0; at < 100; at += 1) play(played, at, at + 0.25);
  assert.equal(played.count, 0);
});

test("a short film watched to its end was watched", () => {
  const played = new Played(4.3);
  play(played, 0, 4.25);
  played.step(4.3, 1);
  assert.equal(played.percent, 100);
});

test("the runs of a film torn to shreds stay within what the server takes", () => {
  const played = new Played(7200);
  for (let at = 0; at < 7200; at += 2) played.seconds[at] = 1;
  assert.ok(played.runs.length <= 6000);
  assert.match(played.runs, /^0-0,2-2,.*\d-\d+$/);
});
