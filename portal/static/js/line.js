// On every page: lets the service worker in, says of a kept page since when it is kept, and shows
// the outbox where something waits. Words and addresses stand at <section id="waiting">.

const place = document.getElementById("waiting");
const since = document.documentElement.dataset.kept;

const CLOCK = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };

function sayKept() {
  // The page was kept with its form's key: what is written in it now is another form.
  for (const key of document.querySelectorAll('input[name="key"]')) key.value = newKey();
  const note = document.getElementById("kept");
  if (!note) return;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, CLOCK);
  note.querySelector("[data-words]").textContent = note.dataset.words.replace("{time}", time.format(new Date(since)));
  note.hidden = false;
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

function mayWait() {
  try {
    return localStorage.getItem("outbox") !== null;
  } catch {
    return true; // nothing is remembered here: look
  }
}

// A worker that came while this page was on its way controls it, but has not seen it.
const cameByWorker = () => performance.getEntriesByType("navigation")[0]?.workerStart > 0;

async function letIn() {
  try {
    await navigator.serviceWorker.register(place.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    if (!cameByWorker()) active.postMessage({ keep: location.pathname });
    // What this page leads to, for somebody who will soon be where there is no line.
    for (const { dataset } of document.querySelectorAll("[data-keep-too]")) {
      for (const keepToo of dataset.keepToo.split(" ")) active.postMessage({ keepToo });
    }
  } catch {
    // No worker here: pages come from the line alone, and the outbox sends from open pages.
  }
}

if (since) sayKept();
if (place && (mayWait() || "all" in place.dataset)) import("./waiting.js");
if ("serviceWorker" in navigator) letIn();
