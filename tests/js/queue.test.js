import assert from "node:assert/strict";
import { after, beforeEach, mock, test } from "node:test";
import { fitting, Queue } from "../../webapp/static/js/tracker/queue.js";
import { Store } from "../../webapp/static/js/tracker/store.js";
import { clock, Disk, Disks } from "./machine.js";

let asked, answers, disks;

function answer(status, body, headers = {}) {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

/** Answers each by its place. */
const said = (...statuses) => statuses.map((status) => ({ status }));
const each = (...statuses) => answer(200, { results: said(...statuses) });

beforeEach(() => {
  asked = [];
  answers = [];
  disks = new Disks();
  globalThis.localStorage = new Disk();
  globalThis.document = { documentElement: { dataset: {} }, hidden: false, dispatchEvent() {} };
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  globalThis.fetch = async (url, { body }) => {
    asked.push({ url, ...JSON.parse(body) });
    const next = answers.shift();
    if (!next) throw new TypeError("no network");
    return next;
  };
  mock.method(console, "warn", () => {});
  clock.stop(1_800_000_000_000);
});

after(() => clock.goOn());

const queueOf = (person = "7") => new Queue(new Store(person, disks));
const left = async (queue) => (await queue.store.all()).map(({ id }) => id);
const event = (id, more) => ({ event_id: id, activity_type: "unit_view", ...more });
const beat = (queue, seq) => queue.store.put("beat:v", { view_id: "v", seq, active_ms: seq * 1000 });
const rest = () => new Promise(setImmediate);

test("an event stays until an answer names it", async () => {
  const queue = queueOf();
  for (const id of ["a", "b", "c"]) await queue.add(event(id));
  answers.push(each("stored", "duplicate", "retry"), answer(503));
  await queue.flush();
  assert.deepEqual(await left(queue), ["c"]);
  assert.ok(asked[0].sent_at);
  assert.equal(asked[0].url, "/api/student/activity/batch?as=7");
});

test("without a network everything stays, and the next try waits", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  await queue.flush();
  await queue.flush();
  assert.equal(asked.length, 1);
  assert.deepEqual(await left(queue), ["a"]);
});

test("a disk that lets nothing go is left alone for a while, not asked without end", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  disks.keeps = true;
  for (let number = 0; number < 5; number += 1) answers.push(each(number ? "duplicate" : "stored"));
  await queue.flush();
  await queue.flush();
  assert.equal(asked.length, 1);
  assert.ok(queue.notBefore > Date.now());
  clock.at = queue.notBefore;
  disks.keeps = false;
  await queue.flush();
  assert.equal(asked.length, 2);
  assert.deepEqual(await left(queue), []);
  assert.equal(queue.failures, 0);
});

test("without a disk an answer brings it on all the same", async () => {
  disks.broken = true;
  disks.open = () => {
    throw new DOMException("not here", "SecurityError");
  };
  const queue = queueOf();
  await queue.add(event("a"));
  answers.push(each("stored"));
  await queue.flush();
  assert.deepEqual([asked.length, queue.failures, await left(queue)], [1, 0, []]);
});

test("it is tried again as often as it takes, in growing pauses up to five minutes", async () => {
  mock.method(Math, "random", () => 1);
  const queue = queueOf();
  await queue.add(event("a"));
  const pauses = [];
  for (let tries = 0; tries < 12; tries += 1) {
    await queue.flush();
    pauses.push((queue.notBefore - Date.now()) / 1000);
    clock.at = queue.notBefore;
  }
  assert.deepEqual(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
  answers.push(each("stored"));
  await queue.flush();
  assert.deepEqual(await left(queue), []);
  Math.random.mock.restore();
});

test("what the server refuses is dropped alone", async () => {
  const queue = queueOf();
  await queue.add(event("good"));
  await queue.add(event("bad"));
  answers.push(each("stored", "rejected"));
  await queue.flush();
  assert.deepEqual(await left(queue), []);
  assert.equal(console.warn.mock.callCount(), 1);
});

test("all refused comes as 400 or 403 with the same body", async () => {
  const queue = queueOf();
  await queue.add(event("bad"));
  answers.push(answer(403, { results: said("rejected"), error: { code: "forbidden" } }));
  await queue.flush();
  assert.deepEqual(await left(queue), []);
});

test("a batch too large is halved until it fits", async () => {
  const queue = queueOf();
  for (const id of ["a", "b", "c", "d"]) await queue.add(event(id));
  answers.push(answer(413), each("stored", "stored"), each("stored", "stored"));
  await queue.flush();
  assert.deepEqual(asked.map(({ events }) => events.length), [4, 2, 2]);
  assert.deepEqual(await left(queue), []);
});

test("an event that makes our server refuse the whole request is found and dropped alone", async () => {
  const queue = queueOf();
  await queue.add(event("bad"));
  clock.at += 1;
  await queue.add(event("good"));
  answers.push(answer(400, { error: {} }), answer(400, { error: {} }), each("stored"));
  await queue.flush();
  assert.deepEqual(asked.map(({ events }) => events.map(({ event_id }) => event_id)), [["bad", "good"], ["bad"], ["good"]]);
  assert.deepEqual(await left(queue), []);
});

test("a 400 or 413 that is not our server's makes nothing go", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  await queue.add(event("b"));
  answers.push(...[1, 2, 3].map(() => new Response("<h1>Sign in to this hotel</h1>", { status: 400 })));
  await queue.flush();
  assert.deepEqual(await left(queue), ["a", "b"]);
});

test("the pause is never shorter than the server asked for, on the next page neither", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  answers.push(answer(429, {}, { "Retry-After": "40" }), each("stored"));
  await queue.flush();
  clock.pass(39_000);
  queue.wake();
  const next = queueOf();
  await next.flush();
  assert.equal(asked.length, 1);
  clock.at += 1000;
  await next.flush();
  assert.equal(asked.length, 2);
});

test("a clock that was set back a day does not make the server's pause a day long", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  answers.push(answer(503, {}, { "Retry-After": "40" }), each("stored"));
  await queue.flush();
  clock.at -= 86_400_000;
  queue.wake();
  await rest();
  assert.equal(asked.length, 2);
});

test("signed out, it waits for the person", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  answers.push(answer(401, {}));
  await queue.flush();
  clock.pass(3_600_000);
  await queue.flush();
  assert.equal(asked.length, 1);
  answers.push(each("stored"));
  queue.wake();
  await rest();
  assert.deepEqual(await left(queue), []);
});

test("nobody sends what another person did on this device", async () => {
  await queueOf("7").add(event("a"));
  const other = queueOf("8");
  answers.push(each("stored"));
  await other.flush();
  assert.equal(asked.length, 0);
  assert.deepEqual(await left(queueOf("7")), ["a"]);
});

test("events and heartbeats go together, and of a view only the last heartbeat", async () => {
  const queue = queueOf();
  await beat(queue, 1);
  await beat(queue, 2);
  await queue.add(event("a"));
  answers.push(answer(200, { results: said("stored"), heartbeats: said("stored") }));
  await queue.flush();
  assert.deepEqual(asked[0].heartbeats.map(({ seq }) => seq), [2]);
  assert.deepEqual(await left(queue), []);
});

test("a heartbeat that came while the one before was on its way stays", async () => {
  const queue = queueOf();
  await beat(queue, 1);
  globalThis.fetch = async () => {
    clock.at += 10;
    await beat(queue, 2);
    globalThis.fetch = async () => answer(503);
    return answer(200, { results: [], heartbeats: said("stored") });
  };
  await queue.flush();
  assert.deepEqual((await queue.store.all()).map(({ body }) => body.seq), [2]);
});

test("what is done at once goes at once, what is seen goes when twenty are together", async () => {
  const queue = queueOf();
  for (let number = 0; number < 19; number += 1) await queue.add(event(`e${number}`));
  assert.equal(asked.length, 0);
  answers.push(each(...Array(20).fill("stored")), each("stored"));
  await queue.add(event("e19"));
  await rest();
  assert.equal(asked[0].events.length, 20);
  await queue.add(event("done"), true);
  await rest();
  assert.equal(asked.length, 2);
});

test("a leaving page sends a copy and keeps the events", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  await beat(queue, 1);
  answers.push(answer(200, { results: said("stored"), heartbeats: said("stored") }));
  queue.leave();
  await rest();
  assert.deepEqual([asked[0].events.length, asked[0].heartbeats.length], [1, 1]);
  assert.equal((await left(queue)).length, 2);
});

test("a beacon takes over on the way out, where a fetch may not", async () => {
  const sent = [];
  Object.defineProperty(globalThis, "navigator", { value: { sendBeacon: (...given) => sent.push(given) }, configurable: true });
  const queue = queueOf();
  await queue.add(event("a"));
  await queue.flush(); // no network: nothing to beacon, the page goes on
  assert.equal(sent.length, 0);
  queue.leave();
  await rest();
  assert.equal(sent[0][0], "/api/student/activity/batch?as=7");
  assert.equal(sent[0][1].type, "application/json");
});

test("the server says how often", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  answers.push(answer(200, { results: said("stored"), next_flush_s: 120 }));
  await queue.flush();
  assert.equal(queue.every, 120);
});

test("a request carries at most 50 events and 48 kB", () => {
  const rows = (number, size) => Array.from({ length: number }, (_, at) => ({ id: at, at, body: { text: "x".repeat(size) } }));
  assert.equal(fitting(rows(200, 10), 50).length, 50);
  const heavy = fitting(rows(50, 6000), 50);
  assert.equal(heavy.length, 7);
  assert.ok(JSON.stringify(heavy.map(({ body }) => body)).length < 48_000);
});

test("what is unsent is counted, and what is so for long; a look at one's profile is not", async () => {
  const queue = queueOf();
  await queue.add(event("a"));
  await queue.add(event("p", { activity_type: "profile_view" }));
  const { dataset } = document.documentElement;
  assert.equal(dataset.waiting, "1");
  assert.equal(dataset.late, undefined);
  clock.at += 61_000;
  await queue.count();
  assert.equal(dataset.late, "1");
  answers.push(each("stored", "stored"));
  await queue.flush();
  await rest();
  assert.deepEqual(dataset, {});
});
