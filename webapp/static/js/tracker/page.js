// @ts-check
/** Reports what the person does on this page: one view, how long it was active, how much of the video was played. */
import { hear, person } from "../reach.js";
import { onLeave, Queue } from "./queue.js";
import { Store } from "./store.js";
import { uuid, View } from "./view.js";
import { watchVideo } from "./video.js";

export function start() {
  const main = document.querySelector("main");
  if (main && person()) track(main, main.dataset, new Queue(new Store(person())));
}

/** @param {HTMLElement} main @param {DOMStringMap} page what it is @param {Queue} queue */
export function track(main, page, queue) {
  if (page.trackUnit) unit(main, page, queue);
  else if (page.trackView)
    // Five seconds on screen, and a course page was viewed.
    once(5, () => queue.add({ activity_type: "course_view", ...place(page), event_id: page.trackView, ...now() }, true));
  if (page.trackProfile) {
    once(0, () => queue.add({ activity_type: "profile_view", event_id: page.trackProfile, ...now() }));
    hear("refreshed", () => queue.add({ activity_type: "profile_refresh", event_id: uuid(), ...now() }));
  }
  queue.start(); // last: a leaving page puts its last heartbeat in before the queue is sent
}

/** @param {HTMLElement} main @param {DOMStringMap} page @param {Queue} queue */
function unit(main, page, queue) {
  const videos = [...main.querySelectorAll("video")];
  const content = main.querySelector(page.trackContent || "[data-track-content]") ?? main;
  const view = new View(place(page), content, videos);
  const begin = () => queue.add(view.event("unit_view", view.id), true);
  const beat = () => {
    const beat = view.beat();
    if (beat) queue.store.put(`beat:${view.id}`, beat); // goes with the next flush, and only the last of a view
  };
  once(0, begin); // a page that is opened in the background, or skipped, was not viewed
  setInterval(() => view.tick(performance.now()), 1000);
  setInterval(beat, 30_000);
  document.addEventListener("visibilitychange", () => document.hidden && beat());
  onLeave(beat);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    view.begin();
    begin();
  });
  const { trackKind: kind, trackDoneId: id = uuid() } = page;
  for (const video of videos) watchVideo(video, view, queue, id);
  const type = kind === "video" ? "video_watch" : "lesson_complete";
  hear("finish", (/** @type {((id: string) => void) | undefined} */ told) => {
    told?.(id);
    queue.add(view.event(type, id, now()), true);
  });
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
