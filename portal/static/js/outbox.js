// A form that may wait for a line: <form data-outbox="what it is, in words">. It is put away on
// this device first and sent from there: whatever happens meanwhile, it is kept. With a line the
// page it leads to comes at once; a form that the server refuses is sent as ever, so that its page
// says why. Without this module, or without a database, the form is simply sent.

import { entryOf } from "./entry.js";
import { askToBeWoken, flush } from "./flush.js";
import { isOfMany, note } from "./of-many.js";
import { begin, rest } from "./once.js";
import { drop, one, put } from "./store.js";

const PATIENCE = 60_000; // it is sent on, but nobody should look at a button for so long

function asEver(form, button) {
  form.dataset.asEver = "";
  rest(form);
  form.requestSubmit(button);
}

function remember(act) {
  try {
    act();
  } catch {
    // A forbidden store: then every page looks into the outbox for itself.
  }
}

async function park(form, id) {
  form.hidden = true;
  rest(form); // it may be opened again
  if (isOfMany(form)) await note(form, id);
  remember(() => sessionStorage.removeItem(`kept:${form.id}`)); // see keep.js: no draft any more
  askToBeWoken();
  navigator.storage?.persist?.();
  (await import("./waiting.js")).show({ to: !isOfMany(form) });
}

async function take(form, button) {
  let id;
  try {
    remember(() => localStorage.setItem("outbox", "waits"));
    id = await put(await entryOf(form, button));
    await Promise.race([flush(id), new Promise((done) => setTimeout(done, PATIENCE))]);
  } catch {
    if (!id) return asEver(form, button);
  }
  const { state, to, look, fields = [] } = (await one(id)) ?? {};
  // A page that only says that the case has moved on would lose the photos: they wait here.
  const hasPhotos = fields.some(([, value]) => typeof value !== "string");
  if (!["sent", "refused"].includes(state) || (look && hasPhotos)) return park(form, id);
  await drop(id);
  if (to) location.assign(to);
  else asEver(form, button);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("outbox" in form.dataset) || "asEver" in form.dataset) return;
  if (event.submitter?.hasAttribute("formaction")) return; // it only looks, and needs a line
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  begin(form, event.submitter);
  take(form, event.submitter);
}, true);

const isAskedFor = () => location.hash.startsWith("#waiting-");
window.addEventListener("hashchange", () => isAskedFor() && location.reload()); // into a fresh form
if (isAskedFor()) import("./reopen.js").then(({ reopen }) => reopen());
