// The pages that the service worker keeps: those that say in a header that they may be kept.
// With a line, a page always comes from the line; without one, from what was kept, saying since when.

import { dropWhatIsOver, isFresh } from "./worker-ages.js";
import { keepParts } from "./worker-parts.js";

const [OPEN, STAFF] = ["open-pages", "staff-pages"];
const PATIENCE = 8_000; // then a kept page is shown instead of waiting on
const SWITCHES = /^(\?((lang|elder|s)=\w+&?)+)?$/; // the same page in another dress, or as printed

async function keep(path, page) {
  const kind = page.headers.get("X-Keep-Offline");
  if (!kind || !page.ok || page.redirected) return false;
  const headers = new Headers(page.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const words = await page.text();
  await keepParts(words, page.url);
  const kept = await caches.open(kind === "open" ? OPEN : STAFF);
  await kept.put(path, new Response(words, { headers }));
  return true;
}

export async function keepAnew(path) {
  const page = await fetch(path, { cache: "no-cache", headers: { "X-Unattended": "1" } }); // nobody looks at it
  return (await keep(path, page)) || page.status >= 500; // a server that is ill says nothing of it
}

// Keeps a page that another one leads to, unless that was done a moment ago.
export async function keepFresh(path) {
  if (!isFresh(await caches.match(path, { ignoreVary: true }))) await keepAnew(path);
}

async function keptCopy(path) {
  await dropWhatIsOver(STAFF);
  const copy = await caches.match(path, { ignoreVary: true });
  if (!copy) return null;
  const since = `<html data-kept="${copy.headers.get("X-Kept-At")}"`;
  return new Response((await copy.text()).replace("<html", since), { headers: copy.headers });
}

async function notice(answer, { pathname, search }) {
  // Whoever was signed in is out: what only they might open goes.
  if (pathname === KEPT.door) await caches.delete(STAFF);
  else if (SWITCHES.test(search)) await keep(pathname, answer);
}

export async function pageFor(event, address) {
  const fromLine = fetch(event.request);
  event.waitUntil(fromLine.then((answer) => notice(answer.clone(), address)).catch(() => {}));
  const late = new Promise((done) => setTimeout(done, PATIENCE)).then(() => keptCopy(address.pathname));
  try {
    return (await Promise.race([fromLine, late])) ?? (await fromLine);
  } catch {
    return (await keptCopy(address.pathname)) ?? (await keptCopy(KEPT.offline)) ?? Response.error();
  }
}

// A new release: what is kept is fetched anew, with the parts that it now needs.
export async function renewPages() {
  for (const name of [OPEN, STAFF]) {
    const kept = await caches.open(name);
    for (const { url } of await kept.keys()) if (!(await keepAnew(url))) await kept.delete(url);
  }
  return [OPEN, STAFF];
}
