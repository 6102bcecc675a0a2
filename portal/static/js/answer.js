// What an answer to a form makes of its entry. States: "waiting" (for a line, or for another try),
// "sign-in" (its session is over), "other" (it is somebody else's), "refused" (the server says why),
// "stuck" (tried too often), "sent".

const MOST_TRIES = 8;
const FIRST_PAUSE = 15_000;
const REFUSALS = [400, 403, 404, 405, 409, 410, 413, 422];

export class NoLine extends Error {}

// Whoever stands between may answer with a page of their own: only our few words count.
export async function wordsOf(response) {
  const kind = response.headers.get("Content-Type") ?? "";
  if (!kind.startsWith("application/json")) throw new NoLine("not our answer");
  return response.json();
}

export function tryLater(entry, said, seconds) {
  const tries = (entry.tries ?? 0) + 1;
  if (tries >= MOST_TRIES) return { state: "stuck", tries, said };
  const pause = Math.max(FIRST_PAUSE * 2 ** (tries - 1), (Number(seconds) || 0) * 1000);
  return { state: "waiting", tries, said, after: Date.now() + pause };
}

export async function became(entry, response) {
  const after = response.headers.get("Retry-After");
  const isPage = !(response.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (isPage && response.status >= 500) return tryLater(entry, "", after); // a proxy's, not ours
  const { to, number, look, said = "" } = await wordsOf(response);
  if (response.status === 200 && to) {
    // What it said is the server's now: only the way to it stays.
    return { state: "sent", to, number, fields: [], words: "", at: Date.now(), said: "" };
  }
  if (response.status === 401) return { state: "sign-in" };
  if (REFUSALS.includes(response.status)) return { state: "refused", said, look };
  return tryLater(entry, said, after);
}
