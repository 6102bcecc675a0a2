// What was sent from forms among many is told in one piece: whoever ticked fifteen places need not
// put fifteen notes away.

import { button, link, made } from "./made.js";
import { drop } from "./store.js";

const says = document.getElementById("waiting").dataset;

// Returns what stands alone, and what this person has sent from among many.
export function parted(entries, me) {
  const ofMany = entries.filter(({ state, once, owner }) => state === "sent" && once && owner === me);
  return [entries.filter((entry) => !ofMany.includes(entry)), ofMany];
}

export function together(entries) {
  if (!entries.length) return [];
  const line = made("li", "banner banner-ok");
  const words = made("div", "stack-s");
  const ways = made("p", "row");
  ways.append(...entries.map(({ title, to }) => link(title, to)));
  const away = async () => {
    for (const { id } of entries) await drop(id);
  };
  const row = made("p", "row");
  row.append(button(says.hide, away));
  words.append(made("p", "", says.sentPlain), ways, row);
  line.append(words);
  return [line];
}
