// How long kept pages are good.

const DAY = 86_400_000;
const FRESH = 600_000; // so long a page that nobody has opened is good as it was kept

const age = ({ headers }) => Date.now() - Date.parse(headers.get("X-Kept-At"));

export const isFresh = (copy) => Boolean(copy) && age(copy) < FRESH;

// What names cases is kept for a day, and is not there for longer to whoever holds the phone then.
export async function dropWhatIsOver(name) {
  if (!(await caches.has(name))) return;
  const kept = await caches.open(name);
  for (const request of await kept.keys()) {
    const copy = await kept.match(request);
    if (copy?.headers.get("X-Keep-Offline") === "day" && age(copy) > DAY) await kept.delete(request);
  }
}
