// The list of what waits on this device, at <section id="waiting">: what it is, whether it is sent
// or not, and what one can do. All words stand at the section; those of a form never become markup.

import { all, change, drop } from "./store.js";
import { flush } from "./flush.js";
import { button, link, made } from "./made.js";
import { isToldInPlace } from "./of-many.js";
import { parted, together } from "./sent.js";

const place = document.getElementById("waiting");
const says = place.dataset;
const me = document.body.dataset.person ?? "";

function sentence({ state, tries, said, number }) {
  const kind = { "sign-in": "signIn", sent: number ? "sent" : "sentPlain", waiting: tries ? "later" : "waiting" };
  return says[kind[state] ?? state].replace("{said}", said || says.noWords).replace("{number}", number);
}

async function tryAgain(id) {
  await change(id, { state: "waiting", tries: 0, after: 0 });
  await flush();
}

function actions(entry, isMine) {
  const { id, state } = entry;
  if (state === "sent") return [link(says.look, entry.to), button(says.hide, () => drop(id))];
  if (state === "sign-in") return [link(says.goIn, `${says.signInUrl}?next=${encodeURIComponent(location.pathname)}`)];
  if (!isMine) return [];
  const away = button(says.away, () => window.confirm(says.sure) && drop(id));
  // Where it has moved on, one looks first: it opens there.
  if (state === "refused" && entry.look) return [link(says.look, `${entry.look}#waiting-${id}`), away];
  if (state === "refused") return [link(says.again, `${entry.page}#waiting-${id}`), away];
  return state === "stuck" ? [button(says.retry, () => tryAgain(id)), away] : [away];
}

function item(entry) {
  const isMine = !entry.owner || entry.owner === me;
  const looks = { sent: "banner banner-ok", refused: "banner banner-danger" };
  const line = made("li", looks[entry.state] ?? "banner banner-warn");
  const words = made("div", "stack-s");
  words.append(made("strong", "", isMine ? entry.title : says.somebodys), made("p", "", sentence(entry)));
  if (isMine && entry.words) words.append(made("p", "soft words", entry.words));
  const row = made("p", "row");
  row.append(...actions(entry, isMine));
  words.append(row);
  line.append(words);
  return line;
}

// `to`: a form was just put away, so bring it before the reader's eyes.
export async function show({ to = false } = {}) {
  const entries = (await all()).filter((entry) => entry.door === says.door && !isToldInPlace(entry));
  const [alone, ofMany] = parted(entries, me);
  place.querySelector("ul").replaceChildren(...alone.map(item), ...together(ofMany));
  place.hidden = !entries.length && !("all" in says);
  const none = place.querySelector("[data-none]");
  if (none) none.hidden = entries.length > 0;
  if (!to) return;
  const more = place.querySelector("[data-more]");
  more.href = document.querySelector("[data-page]")?.dataset.page ?? location.pathname;
  more.hidden = false;
  place.focus();
  place.scrollIntoView();
}
