// The parts that pages are made of: the sheet, the pictures, the modules and what those import.
// Each has its content's address (?v=…), so that what is kept is never out of date.

const PARTS = `parts-${KEPT.version}`;
const IN_PAGE = /(?:src|href)="([^"#]+\?v=\w+)/g;
const IN_MODULE = /["'](\.{1,2}\/[^"']+\.js\?v=\w+)["']/g;

export const isPart = ({ pathname, searchParams }) => pathname.startsWith(KEPT.static) && searchParams.has("v");

export async function part(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(PARTS)).put(request, answer.clone());
  return answer;
}

// Sees to it that everything is kept that a page names, and all that its modules name in turn.
export async function keepParts(words, at, seen = new Set()) {
  const isModule = at.includes(".js?");
  for (const [, name] of words.matchAll(isModule ? IN_MODULE : IN_PAGE)) {
    const address = new URL(name, at);
    if (seen.has(address.href) || !isPart(address)) continue;
    seen.add(address.href);
    const answer = await part(new Request(address.href));
    if (!answer.ok) throw new Error(`${name} is not there`);
    if (address.pathname.endsWith(".js")) await keepParts(await answer.text(), address.href, seen);
  }
}

export async function dropOldParts(others) {
  for (const name of await caches.keys()) if (![PARTS, ...others].includes(name)) await caches.delete(name);
}
