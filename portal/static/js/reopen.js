// Brings a form that waits, or that was refused, back into its page: <page>#waiting-<number>.
// What is then sent takes its place. Hidden fields stay the page's own: they say how it stands now.

import { one } from "./store.js";

const fire = (field, kind) => field.dispatchEvent(new Event(kind, { bubbles: true }));

function putBack(field, values) {
  if (field.type === "file") {
    const files = new DataTransfer();
    for (const { name, type, bytes } of values) files.items.add(new File([bytes], name, { type }));
    field.files = files.files;
  } else if (field.type === "radio" || field.type === "checkbox") {
    field.checked = values.includes(field.value);
  } else if (values.length) {
    field.value = values[0];
  }
  if (values.length) fire(field, "change");
  if (values.length) field.closest("details")?.setAttribute("open", "");
}

// Photos that the server has already, from an earlier try, are brought by their signed words.
function bringPhotos(form, { fields }) {
  for (const [name, value] of fields) {
    if (!name.startsWith("kept") || typeof value !== "string") continue;
    const ticket = document.createElement("input");
    Object.assign(ticket, { type: "hidden", name, value });
    form.append(ticket);
  }
}

// The page's other modules must be there: they show the photos, and open what is chosen.
const whole = () => new Promise((done) => {
  if (document.readyState === "complete") done();
  else window.addEventListener("load", done, { once: true });
});

export async function reopen() {
  await whole();
  const id = Number(location.hash.slice("#waiting-".length));
  const entry = await one(id);
  const form = entry && document.getElementById(entry.form);
  if (!form || entry.state === "sent") return; // the step is not open any more: its words stand in the list
  form.dataset.entry = id;
  form.hidden = false;
  for (const field of form.elements) {
    if (!field.name || ["hidden", "submit", "button", "password"].includes(field.type)) continue;
    putBack(field, entry.fields.filter(([name]) => name === field.name).map(([, value]) => value));
  }
  bringPhotos(form, entry);
  form.closest("details")?.setAttribute("open", "");
  form.scrollIntoView();
}
