// @ts-check
/** The page of a session: the code and its countdown, the running time, the roster and its keys. */
import * as gate from "./gate.js";
import * as roster from "./roster.js";

for (const behaviour of [gate, roster]) queueMicrotask(behaviour.start);
