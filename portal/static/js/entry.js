// What the outbox keeps of a form: everything that a browser would send, and how to find back: to
// this address, or to data-page where a form stands at one that only answers it.

import { newKey } from "./line.js";

async function fieldsOf(form, button) {
  const fields = [];
  for (const [name, value] of new FormData(form, button)) {
    if (typeof value === "string") fields.push([name, value]);
    // Its bytes, not its place: a phone's file may be gone when the line is back.
    else if (value.size) fields.push([name, { name: value.name, type: value.type, bytes: await value.arrayBuffer() }]);
  }
  return fields;
}

export async function entryOf(form, button) {
  const fields = await fieldsOf(form, button);
  const typed = [...form.querySelectorAll("textarea")].map((field) => field.value.trim());
  const { door, fresh } = document.getElementById("waiting").dataset;
  return {
    ...(form.dataset.entry && { id: Number(form.dataset.entry) }),
    once: form.dataset.once,
    key: form.elements.key?.value || newKey(),
    title: form.dataset.outbox, form: form.id, page: form.dataset.page ?? location.pathname, action: form.action,
    challenge: form.dataset.challengeUrl, owner: document.body.dataset.person ?? "",
    words: typed.filter(Boolean).join(" · "), state: "waiting", at: Date.now(), door, fresh, fields,
  };
}
