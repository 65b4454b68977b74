import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Store, within } from "../../webapp/static/js/tracker/store.js";
import { move } from "../../webapp/static/js/upgrade/unsent.js";
import { Disk, Disks } from "./machine.js";

const DAY = 86_400_000;
let disks;

beforeEach(() => (disks = new Disks()));

const row = (id, at, more = { event_id: id, activity_type: "unit_view" }) => ({ id, at, body: more });
const ids = (rows) => rows.map(({ id }) => id);

test("it is on disk once the promise is kept, for the next page too", async () => {
  const store = new Store("7", disks);
  await store.put("a", { event_id: "a" });
  assert.deepEqual(store.loose, []);
  assert.deepEqual(ids(await new Store("7", disks).all()), ["a"]);
  assert.deepEqual(ids(await new Store("8", disks).all()), []);
});

test("what another tab brought home is not sent again by a leaving page", async () => {
  const [one, other] = [new Store("7", disks), new Store("7", disks)];
  await one.put("a", { event_id: "a" });
  await other.remove(await other.all());
  await one.all();
  assert.equal(one.mine.size, 0);
});

test("a newer state of the same view is not taken away with the older", async () => {
  const store = new Store("7", disks);
  await store.put("beat:v", { seq: 1 }, 1000 + Date.now());
  const sent = await store.all();
  await store.put("beat:v", { seq: 2 }, 2000 + Date.now());
  await store.remove(sent);
  assert.deepEqual((await store.all()).map(({ body }) => body.seq), [2]);
});

test("a full disk keeps it for the life of the page", async () => {
  const store = new Store("7", disks);
  disks.broken = true;
  await store.put("a", { event_id: "a" });
  assert.deepEqual(ids(await store.all()), ["a"]);
  assert.equal(store.loose.length, 1);
  await store.remove(await store.all());
  assert.deepEqual(await store.all(), []);
});

test("where there is no IndexedDB at all, too", async () => {
  const store = new Store("7", {
    open() {
      throw new DOMException("private", "SecurityError");
    },
  });
  await store.put("a", { event_id: "a" });
  assert.deepEqual(ids(await store.all()), ["a"]);
});

test("events before heartbeats, and the oldest first", () => {
  const now = Date.now();
  const rows = [row("beat", now - 9, { view_id: "v" }), row("b", now - 1), row("a", now - 5)];
  assert.deepEqual(ids(within(rows, now)), ["a", "b", "beat"]);
});

test("nothing is kept longer than fourteen days", () => {
  const now = Date.now();
  assert.deepEqual(ids(within([row("old", now - 14 * DAY - 1), row("new", now - 13 * DAY)], now)), ["new"]);
});

test("beyond a thousand, heartbeats give way, then the oldest views, and never what finishes something", () => {
  const now = Date.now();
  const done = Array.from({ length: 10 }, (_, at) =>
    row(`done${at}`, now - 1e6 + at, { event_id: `done${at}`, activity_type: "lesson_complete" }),
  );
  const views = Array.from({ length: 1000 }, (_, at) => row(`view${at}`, now - 5000 + at));
  const beats = Array.from({ length: 5 }, (_, at) => row(`beat${at}`, now, { view_id: at }));
  const left = ids(within([...beats, ...views, ...done], now));
  assert.equal(left.length, 1000);
  assert.deepEqual(left.slice(0, 10), ids(done));
  assert.equal(left[10], "view10");
});

test("what is given up is counted", async () => {
  const store = new Store("7", disks);
  await store.put("old", { event_id: "old" }, Date.now() - 15 * DAY);
  assert.deepEqual(await store.all(), []);
  assert.equal(store.dropped, 1);
});

test("what the first version kept comes along, everybody's to their own", async () => {
  const older = new Disk();
  const view = { event_id: "a", activity_type: "unit_view", start_time: "2026-11-19T08:00:00.000Z" };
  older["tandem:unsent:7:a"] = JSON.stringify(view);
  older["tandem:unsent:7:beat:v"] = JSON.stringify({ view_id: "v", seq: 3, timestamp: "2026-11-19T08:10:00.000Z" });
  older["tandem:unsent:8:b"] = JSON.stringify({ ...view, event_id: "b" });
  older["tandem:zone"] = "Africa/Lagos";
  const when = Date.parse("2026-11-19T09:00:00Z");
  await move(older, (person) => new Store(person, disks));
  assert.deepEqual(Object.keys(older), ["tandem:zone"]);
  const rows = [...disks.disks.get("tandem:7").values()];
  assert.deepEqual(ids(within(rows, when)), ["a", "beat:v"]);
  assert.deepEqual(rows[0].body, view);
  assert.deepEqual([...disks.disks.get("tandem:8").keys()], ["b"]);
});

test("what cannot move yet stays where it is", async () => {
  const older = new Disk();
  older["tandem:unsent:7:a"] = JSON.stringify({ event_id: "a" });
  disks.broken = true;
  await move(older, (person) => new Store(person, disks));
  assert.deepEqual(Object.keys(older), ["tandem:unsent:7:a"]);
});
