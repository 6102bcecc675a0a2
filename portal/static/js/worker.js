// The service worker: put together with the modules that it names (public/offline.py, which also
// gives KEPT: what to keep, and a version that changes with it).

import { flush } from "./flush.js";
import { keepAnew, pageFor, renewPages } from "./worker-pages.js";

const PARTS = `parts-${KEPT.version}`; // sheet, pictures, modules: each has its content's address

async function part(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(PARTS)).put(request, answer.clone());
  return answer;
}

async function takeOver() {
  await self.clients.claim();
  // Only when every kept page has its new parts are the older parts let go. What waits in the
  // outbox lies in a database of its own and is never touched here.
  const needed = [PARTS, ...(await renewPages())];
  for (const name of await caches.keys()) if (!needed.includes(name)) await caches.delete(name);
}

async function sendWhatWaits() {
  if (await flush()) throw new Error("still no line"); // the browser then tries again by itself
}

self.addEventListener("install", (event) => {
  const parts = caches.open(PARTS).then((kept) => kept.addAll(KEPT.assets));
  event.waitUntil(Promise.all([parts, ...KEPT.pages.map(keepAnew)]).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(takeOver().catch(() => {})));
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAnew(event.data.keep).catch(() => {}));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(sendWhatWaits());
});
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const address = new URL(url);
  if (method !== "GET" || address.origin !== self.location.origin) return;
  if (mode === "navigate") event.respondWith(pageFor(event, address));
  else if (address.pathname.startsWith(KEPT.static) && address.searchParams.has("v")) {
    event.respondWith(part(event.request));
  }
});
