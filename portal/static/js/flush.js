// Sends what waits, one after the other in the order in which it was written, and never in two
// tabs at once. Returns whether something still waits for a line.

import { all, change, one } from "./store.js";
import { NoLine } from "./answer.js";
import { send } from "./send.js";

const HOPEFUL = ["waiting", "sign-in", "other"];
const NOT_SIGNED_IN = ["sign-in", "other"];

async function sendAll(lookedOn) {
  // Who signs in meanwhile has the rest wait for the next turn too: it would overtake what did not go.
  const waitFor = new Map();
  for (const { id } of await all()) {
    const entry = await one(id); // it may have been thrown away meanwhile
    if (!entry || !HOPEFUL.includes(entry.state)) continue;
    if (entry.state === "waiting" && (entry.after ?? 0) > Date.now()) continue;
    try {
      const now = waitFor.get(entry.owner) ?? (await send(entry, id === lookedOn));
      await change(id, now);
      if (entry.owner && NOT_SIGNED_IN.includes(now.state)) waitFor.set(entry.owner, now);
    } catch (why) {
      if (!(why instanceof NoLine)) throw why;
      return true;
    }
  }
  return (await all()).some((entry) => entry.state === "waiting");
}

// Where a browser has no locks, the server sees by the form's key that it has it already.
export function flush(lookedOn = 0) {
  const work = () => sendAll(lookedOn);
  return navigator.locks ? navigator.locks.request("outbox", work) : work();
}

// Where the browser can, it wakes the worker when the line is back, even with every page closed.
export async function askToBeWoken() {
  try {
    const registration = globalThis.registration ?? (await navigator.serviceWorker.ready);
    await registration.sync.register("outbox");
  } catch {
    // No background sync here: it is sent when a page of ours is open and there is a line.
  }
}
