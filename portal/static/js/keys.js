// Keys for those who come here forty times an hour. Off while one types, and for who turns them off.

const OFF = "keys-off";
const places = new Map(
  [...document.querySelectorAll("[data-key-go]")].map((link) => [link.dataset.keyGo, link.href]),
);
let isGoing = false;

function isTyping(event) {
  const { target } = event;
  return event.ctrlKey || event.metaKey || event.altKey
    || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function rows() {
  return [...document.querySelectorAll("tbody th[scope=row] a, [data-key-row] a")];
}

function walk(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, now + by))].focus();
}

function open(id) {
  const step = document.getElementById(id);
  if (step?.tagName !== "DETAILS") return false;
  step.open = true;
  const first = step.querySelector("textarea, select, input:not([type=hidden]), button");
  (first ?? step.querySelector("summary")).focus();
  step.scrollIntoView({ block: "nearest" });
  return true;
}

const STEPS = { d: "dispatch", x: "decline", t: "take", r: "resolve", u: "return", p: "transfer",
  v: "verify", w: "dispute", a: "answer", n: "note", h: "ask_help", s: "assign" };

function press(event) {
  if (localStorage.getItem(OFF) || isTyping(event)) return;
  const { key } = event;
  if (isGoing) {
    isGoing = false;
    if (places.has(key)) { event.preventDefault(); location.assign(places.get(key)); }
    return;
  }
  if (key === "g") { isGoing = true; return; }
  if (key === "j" || key === "k") { event.preventDefault(); walk(key === "j" ? 1 : -1); }
  else if (key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  } else if (key === "?") location.assign(places.get("?") ?? location.href);
  else if (STEPS[key] && open(STEPS[key])) event.preventDefault();
}

document.addEventListener("keydown", press);
const toggle = document.querySelector("[data-keys-toggle]");
if (toggle) {
  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
