// A form among many is told of where it stood, when it waits for a line. Of the forms with the same
// data-once only one can be meant: while one waits, none of them is offered again.

import { button, made } from "./made.js";
import { all, drop, one, whenChanged } from "./store.js";

const says = document.getElementById("waiting").dataset;

const rivals = (form) =>
  form.dataset.once ? document.querySelectorAll(`form[data-once="${CSS.escape(form.dataset.once)}"]`) : [form];

export const isOfMany = (form) => !form.id || "once" in form.dataset;

// Whether the page says it already, beside the form.
export const isToldInPlace = ({ state, once, form, owner }) =>
  state === "waiting" && once && owner === document.body.dataset.person && document.getElementById(form)?.dataset.once === once;

export function note(form, id) {
  const isFold = form.classList.contains("fold-body");
  const place = made("div", isFold ? "stack-s fold-body" : "stack-s");
  form.after(place);
  const away = () => window.confirm(says.sure) && drop(id);
  const say = async () => {
    const { state } = (await one(id)) ?? {};
    const told = { sent: says.sentPlain, waiting: says.waiting, "sign-in": says.signIn }[state] ?? "";
    for (const each of rivals(form)) each.hidden = Boolean(told);
    const words = isFold || !told ? [] : [made("strong", "", form.dataset.outbox)];
    if (told) words.push(made("p", "hint", told));
    if (state === "waiting") words.push(made("p", "row"));
    if (state === "waiting") words.at(-1).append(button(says.away, away));
    place.replaceChildren(...words);
    place.hidden = !told;
  };
  whenChanged(say);
  return say();
}

async function noteWhatWaits() {
  for (const entry of await all()) if (isToldInPlace(entry)) await note(document.getElementById(entry.form), entry.id);
}

if (document.querySelector("form[data-once]")) noteWhatWaits().catch(() => {});
