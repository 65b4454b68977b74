import assert from "node:assert/strict";
import { after, beforeEach, mock, test } from "node:test";
import { Queue } from "../../webapp/static/js/tracker/queue.js";
import { openStore } from "../../webapp/static/js/tracker/store.js";
import { clock } from "./machine.js";

class Disk {
  getItem(key) {
    return this[key] ?? null;
  }
  setItem(key, value) {
    this[key] = value;
  }
  removeItem(key) {
    delete this[key];
  }
}

let asked, answers, disk;

function answer(status, body, headers = {}) {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

/** Answers each event by its place. */
const each = (...statuses) => answer(200, { results: statuses.map((status) => ({ status })) });

beforeEach(() => {
  asked = [];
  answers = [];
  disk = new Disk();
  globalThis.document = { documentElement: { dataset: {} }, hidden: false, dispatchEvent() {} };
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  globalThis.fetch = async (url, { body }) => {
    asked.push({ url, ...JSON.parse(body) });
    const next = answers.shift();
    if (!next) throw new TypeError("no network");
    return next;
  };
  clock.stop(1_000_000);
});

after(() => clock.goOn());

const queueOf = (person = "7") => new Queue(openStore(person, disk));
const left = (queue) => [...queue.store.all().keys()];
const event = (id) => ({ event_id: id, activity_type: "unit_view" });

test("an event stays until an answer names it", async () => {
  const queue = queueOf();
  for (const id of ["a", "b", "c"]) queue.add(event(id));
  answers.push(each("stored", "duplicate", "retry"), answer(503));
  await queue.flush();
  assert.deepEqual(left(queue), ["c"]);
  assert.ok(asked[0].events.every(({ sent_at }) => sent_at));
});

test("without a network everything stays, and the next try waits", async () => {
  const queue = queueOf();
  queue.add(event("a"));
  await queue.flush();
  await queue.flush();
  assert.equal(asked.length, 1);
  assert.deepEqual(left(queue), ["a"]);
});

test("what the server refuses is dropped alone", async () => {
  const warned = mock.method(console, "warn", () => {});
  const queue = queueOf();
  queue.add(event("good"));
  queue.add(event("bad"));
  answers.push(each("stored", "rejected"));
  await queue.flush();
  assert.deepEqual(left(queue), []);
  assert.equal(warned.mock.callCount(), 1);
  warned.mock.restore();
});

test("all refused comes as 400 or 403 with the same body", async () => {
  mock.method(console, "warn", () => {});
  const queue = queueOf();
  queue.add(event("bad"));
  answers.push(answer(403, { results: [{ status: "rejected" }] }));
  await queue.flush();
  assert.deepEqual(left(queue), []);
});

test("a batch too large is halved until it fits", async () => {
  const queue = queueOf();
  for (const id of ["a", "b", "c", "d"]) queue.add(event(id));
  answers.push(answer(413), each("stored", "stored"), each("stored", "stored"));
  await queue.flush();
  assert.deepEqual(asked.map(({ events }) => events.length), [4, 2, 2]);
  assert.deepEqual(left(queue), []);
});

test("the pause is never shorter than the server asked for", async () => {
  const queue = queueOf();
  queue.add(event("a"));
  answers.push(answer(429, {}, { "Retry-After": "40" }));
  await queue.flush();
  assert.ok(queue.notBefore >= 1_040_000);
});

test("signed out, it waits for the person", async () => {
  const queue = queueOf();
  queue.add(event("a"));
  answers.push(answer(401, {}));
  await queue.flush();
  clock.pass(3_600_000);
  await queue.flush();
  assert.equal(asked.length, 1);
  answers.push(each("stored"));
  queue.wake();
  await new Promise(setImmediate);
  assert.deepEqual(left(queue), []);
});

test("a hidden page sends only while being hidden", async () => {
  const queue = queueOf();
  queue.add(event("a"));
  document.hidden = true;
  await queue.flush();
  assert.equal(asked.length, 0);
  answers.push(each("stored"));
  await queue.flush(true);
  assert.deepEqual(left(queue), []);
});

test("nobody sends what another person did on this device", async () => {
  queueOf("7").add(event("a"));
  const other = queueOf("8");
  answers.push(each("stored"));
  await other.flush();
  assert.equal(asked.length, 0);
  assert.deepEqual(left(queueOf("7")), ["a"]);
});

test("a form finished twice is one event", async () => {
  const queue = queueOf();
  queue.addOnce(event("a"));
  await new Promise(setImmediate);
  queue.addOnce(event("a"));
  await new Promise(setImmediate);
  assert.equal(asked.length, 1);
});

test("only the last heartbeat of a view is sent", async () => {
  const queue = queueOf();
  queue.beat({ view_id: "v", seq: 1, active_ms: 1000 });
  queue.beat({ view_id: "v", seq: 2, active_ms: 2000 });
  answers.push(answer(204));
  await queue.flush();
  assert.deepEqual(asked.map(({ seq }) => seq), [2]);
  assert.deepEqual(left(queue), []);
});

test("a full disk keeps it for the life of the page", async () => {
  disk.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const queue = queueOf();
  queue.add(event("a"));
  assert.deepEqual(left(queue), ["a"]);
});

test("a leaving page sends a copy and keeps the events", async () => {
  const queue = queueOf();
  queue.add(event("a"));
  queue.beat({ view_id: "v", seq: 1, active_ms: 1000 });
  answers.push(each("stored"), answer(204));
  queue.leave();
  assert.deepEqual(asked.map(({ url }) => url), ["/api/student/activity/batch", "/api/courses/activity/heartbeat"]);
  assert.equal(left(queue).length, 2);
});
