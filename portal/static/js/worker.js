// The service worker: put together with the modules that it names (public/offline.py, which also
// gives KEPT: where things stand, and a version that changes with every release).

import { flush } from "./flush.js";
import { keepAnew, keepFresh, pageFor, renewPages } from "./worker-pages.js";
import { dropOldParts, isPart, part } from "./worker-parts.js";

async function takeOver() {
  await self.clients.claim();
  // Only when every kept page has its new parts are the older parts let go. What waits in the
  // outbox lies in a database of its own and is never touched here.
  await dropOldParts(await renewPages());
}

async function sendWhatWaits() {
  if (await flush()) throw new Error("still no line"); // the browser then tries again by itself
}

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(KEPT.pages.map(keepAnew)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(takeOver().catch(() => {})));
self.addEventListener("message", (event) => {
  const { keep, keepToo } = event.data ?? {};
  if (keep) event.waitUntil(keepAnew(keep).catch(() => {}));
  if (keepToo) event.waitUntil(keepFresh(keepToo).catch(() => {}));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendWhatWaits());
});
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const address = new URL(url);
  if (method !== "GET" || address.origin !== self.location.origin) return;
  if (mode === "navigate") event.respondWith(pageFor(event, address));
  else if (isPart(address)) event.respondWith(part(event.request));
});
