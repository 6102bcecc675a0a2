// Brings the live page up to date without a reload: <div data-live="address" data-every="30">.
// Asks only while the page is seen, says as of when the numbers are, and says plainly when the
// line is gone or the session is over. What was unfolded or in focus stays so.

const box = document.querySelector("[data-live]");
const line = document.querySelector("[data-line]");
const asOf = document.querySelector("[data-as-of]");
const onWall = document.body.classList.contains("wall");
let known = "";
let asking = false;
let timer = 0;

function say(words) {
  const text = words?.replace("{time}", asOf.textContent) ?? "";
  if (line.textContent !== text) line.textContent = text;
  line.hidden = !text;
}

function show(fragment) {
  const open = [...box.querySelectorAll("details[open]")].map((fold) => fold.id);
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && [...box.querySelectorAll("a, summary, [tabindex]")].indexOf(focused);
  box.replaceChildren(...new DOMParser().parseFromString(fragment, "text/html").body.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) box.querySelectorAll("a, summary, [tabindex]")[place]?.focus({ preventScroll: true });
}

async function look() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const headers = onWall ? {} : { "X-Unattended": "1" };
    if (known) headers["If-None-Match"] = known;
    const wanted = { headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(20_000) };
    const answer = await fetch(box.dataset.live, wanted);
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      clearInterval(timer);
      return say(box.dataset.out);
    }
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      known = answer.headers.get("ETag") ?? "";
    }
    asOf.textContent = answer.headers.get("X-As-Of");
    say();
  } catch {
    say(box.dataset.gone);
  } finally {
    asking = false;
  }
}

function begin() {
  clearInterval(timer);
  if (!document.hidden) timer = setInterval(look, 1000 * Number(box.dataset.every));
}

document.addEventListener("visibilitychange", () => {
  begin();
  look();
});
window.addEventListener("online", look);
begin();
