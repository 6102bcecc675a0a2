// Sends one entry of the outbox: with a fresh token, and a fresh sum where one is asked for.

import { solve } from "./solve.js";
import { NoLine, became, wordsOf } from "./answer.js";

const QUICK = 20_000; // for a few words
const SLOW = 300_000; // for photos over a weak line

async function asked(address, patience, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(address, { cache: "no-store", signal: stop.signal, ...options });
  } catch {
    throw new NoLine(address);
  } finally {
    clearTimeout(timer);
  }
}

async function proof(entry) {
  if (!entry.challenge) return null;
  const given = entry.fields.find(([name]) => name === "altcha")?.[1];
  if (given && Date.now() - entry.at < QUICK) return given;
  const response = await asked(entry.challenge, QUICK);
  return response.ok ? solve(await wordsOf(response)) : ""; // held for a look, but taken
}

function body(entry, token, sum) {
  const form = new FormData();
  for (const [name, value] of entry.fields) {
    if (name === "csrf_token" || name === "altcha") continue;
    const isFile = typeof value !== "string";
    form.append(name, isFile ? new File([value.bytes], value.name, { type: value.type }) : value);
  }
  form.append("csrf_token", token);
  if (sum !== null) form.append("altcha", sum);
  return form;
}

// Returns what has become of it; throws NoLine where nobody of ours answered.
export async function send(entry, isLookedOn) {
  const fresh = await asked(entry.fresh, QUICK);
  if (!fresh.ok) return became(entry, fresh);
  const { token, person } = await wordsOf(fresh);
  if (entry.owner && person !== entry.owner) return { state: person ? "other" : "sign-in" };
  const sum = await proof(entry);
  const response = await asked(entry.action, SLOW, {
    method: "POST",
    body: body(entry, token, sum),
    headers: { "X-Outbox": isLookedOn ? "now" : "later", "Idempotency-Key": entry.key },
  });
  return became(entry, response);
}
