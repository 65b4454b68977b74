// @ts-check
/** Reports what the person does on this page: one view, how long it was active, how much of the video was played. */
import { hear, person } from "./reach.js";
import { Queue } from "./tracker/queue.js";
import { finish } from "./tracker/finish.js";
import { openStore } from "./tracker/store.js";
import { uuid, View } from "./tracker/view.js";
import { watchVideo } from "./tracker/video.js";

const BEAT = 30_000;
const SEEN = 5; // s on screen before a course page counts as viewed

export function start() {
  const main = document.querySelector("main");
  if (!main || !person()) return;
  const queue = new Queue(openStore(person()));
  const page = main.dataset;
  if (page.trackUnit) unit(main, queue);
  else if (page.trackView)
    once(SEEN, () => queue.add({ activity_type: "course_view", ...place(page), event_id: page.trackView, ...now() }, true));
  if (page.trackProfile) {
    once(0, () => queue.add({ activity_type: "profile_view", event_id: page.trackProfile, ...now() }));
    hear("refreshed", () => queue.add({ activity_type: "profile_refresh", event_id: uuid(), ...now() }));
  }
  queue.start(); // last: a leaving page puts its last heartbeat in before the queue is sent
}

/** @param {HTMLElement} main @param {Queue} queue */
function unit(main, queue) {
  const videos = [...main.querySelectorAll("video")];
  const view = new View(place(main.dataset), main.querySelector("[data-track-content]") ?? main, videos);
  const begin = () => queue.add(view.event("unit_view", view.id));
  const beat = () => {
    const beat = view.beat();
    if (beat) queue.beat(beat);
  };
  begin();
  setInterval(() => view.tick(performance.now()), 1000);
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", () => document.hidden && beat());
  addEventListener("pagehide", beat);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    view.begin();
    begin();
  });
  const { trackKind: kind, trackDoneId: id = uuid() } = main.dataset;
  for (const video of videos) watchVideo(video, view, queue, id);
  finish(view, queue, { type: kind === "video" ? "video_watch" : "lesson_complete", id });
}

/** The ids the server printed. @param {DOMStringMap} page */
function place(page) {
  /** @type {Record<string, number>} */
  const ids = {};
  if (page.trackCourse) ids.course_id = Number(page.trackCourse);
  if (page.trackModule) ids.module_id = Number(page.trackModule);
  if (page.trackUnit) ids.unit_id = Number(page.trackUnit);
  return ids;
}

/** Once, after so many seconds on screen. @param {number} seconds @param {() => void} then */
function once(seconds, then) {
  const timer = setInterval(() => {
    if (document.hidden || --seconds > 0) return;
    clearInterval(timer);
    then();
  }, 1000);
}

const now = () => ({ start_time: new Date().toISOString() });
