// A small sum that costs a machine more than a person: <form data-challenge-url="…"> with
// <input type="hidden" name="altcha">. Work begins at the first touch or key, in a worker, and
// never holds the form back: without an answer the server keeps the report for review.

const WORKER = new URL("../vendor/altcha/sha.js", import.meta.url);
const TIME_LIMIT = 60_000;
const EARLY = 60_000; // a fresh sum is asked for this long before the old one runs out

function solve(challenge) {
  return new Promise((done) => {
    const worker = new Worker(WORKER);
    const end = (answer) => {
      worker.terminate();
      done(answer);
    };
    worker.onmessage = ({ data }) => end(data && !data.error ? data : null);
    worker.onerror = () => end(null);
    worker.postMessage({ type: "work", challenge, timeout: TIME_LIMIT });
  });
}

function whenSeen(act) {
  if (!document.hidden) act();
  else document.addEventListener("visibilitychange", () => whenSeen(act), { once: true });
}

async function answer(form, field) {
  try {
    const response = await fetch(form.dataset.challengeUrl, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    if (!response.ok) return;
    const { parameters, signature } = await response.json();
    const solution = await solve({ parameters, signature });
    if (!solution) return;
    field.value = btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
    form.dataset.checked = "";
    if (!parameters.expiresAt) return;
    const wait = parameters.expiresAt * 1000 - Date.now() - EARLY;
    setTimeout(() => whenSeen(() => answer(form, field)), Math.max(wait, EARLY));
  } catch {
    // No line or no worker: the field stays as it is, until there is a line again.
    window.addEventListener("online", () => answer(form, field), { once: true });
  }
}

function watch(form) {
  const field = form.elements.altcha;
  if (!field) return;
  const begin = () => {
    for (const event of ["pointerdown", "keydown", "focusin"]) window.removeEventListener(event, begin);
    answer(form, field);
  };
  for (const event of ["pointerdown", "keydown", "focusin"]) window.addEventListener(event, begin, { passive: true });
  // Back after sending: that answer is spent, so another is worked out.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    field.value = "";
    answer(form, field);
  });
}

// The browser keeps its hashing from plain-http pages (other than localhost).
if (globalThis.crypto?.subtle) document.querySelectorAll("form[data-challenge-url]").forEach(watch);
