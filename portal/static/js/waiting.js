// Sends what waits on this device when there is a line: now, when the browser says so, when the
// page is looked at again, and every half minute. entries.js shows it.

import { show } from "./entries.js";
import { askToBeWoken, flush } from "./flush.js";
import { all, drop, whenChanged } from "./store.js";

const OFTEN = 30_000;
const REMEMBERED = 7 * 86_400_000; // so long is it said that something was sent

async function tidy() {
  const entries = await all();
  for (const { id, state, at } of entries) {
    if (state === "sent" && Date.now() - at > REMEMBERED) await drop(id);
  }
  try {
    if (entries.length) localStorage.setItem("outbox", "waits");
    else localStorage.removeItem("outbox");
  } catch {
    // A forbidden store: every page looks for itself.
  }
}

async function attempt() {
  if (document.hidden) return;
  if (await flush()) askToBeWoken();
}

async function begin() {
  await tidy();
  await show();
  whenChanged(() => show());
  window.addEventListener("online", attempt);
  document.addEventListener("visibilitychange", attempt);
  setInterval(attempt, OFTEN);
  await attempt();
}

begin().catch(() => {}); // no database here: then nothing waits in it

export { show };
