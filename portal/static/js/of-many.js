// A form among many is told of where it stood, when it waits for a line. Of the forms with the same
// data-once only one can be meant: while one waits, none of them is offered again.

import { all, one, whenChanged } from "./store.js";

const says = document.getElementById("waiting").dataset;

const rivals = (form) =>
  form.dataset.once ? document.querySelectorAll(`form[data-once="${CSS.escape(form.dataset.once)}"]`) : [form];

export const isOfMany = (form) => !form.id || "once" in form.dataset;

export function note(form, id) {
  const words = document.createElement("p");
  words.className = form.classList.contains("fold-body") ? "hint fold-body" : "hint";
  form.after(words);
  const say = async () => {
    const { state } = (await one(id)) ?? {};
    words.textContent = { sent: says.sentPlain, waiting: says.waiting, "sign-in": says.signIn }[state] ?? "";
    for (const each of rivals(form)) each.hidden = Boolean(words.textContent);
  };
  whenChanged(say);
  return say();
}

async function noteWhatWaits() {
  for (const { id, form, once } of await all()) {
    const own = once && document.getElementById(form);
    if (own) await note(own, id);
  }
}

if (document.querySelector("form[data-once]")) noteWhatWaits().catch(() => {});
