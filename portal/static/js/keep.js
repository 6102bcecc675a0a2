// Keeps what has been typed in <form id="…" data-keep> for this tab, so that a reload, an
// expired session or a lost line costs nothing. A page with data-sent="form id" clears it.
// Passwords, files, hidden fields and fields marked data-no-keep are never kept.

const key = (id) => `kept:${id}`;
const kept = (field) =>
  field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type) &&
  !("noKeep" in field.dataset);
const ticked = (field) => field.type === "radio" || field.type === "checkbox";

function save(form) {
  const words = [...form.elements].filter(kept)
    .filter((field) => (ticked(field) ? field.checked : field.value))
    .map((field) => [field.name, field.value]);
  try {
    sessionStorage.setItem(key(form.id), JSON.stringify(words));
  } catch {
    // A full or forbidden store: the form still works, only without this help.
  }
}

function restore(form) {
  let words;
  try {
    words = JSON.parse(sessionStorage.getItem(key(form.id)) ?? "null");
  } catch {
    return;
  }
  if (!Array.isArray(words)) return;
  for (const field of [...form.elements].filter(kept)) {
    const values = words.filter(([name]) => name === field.name).map(([, value]) => value);
    if (ticked(field)) {
      // What the server filled in is the default; what the person chose wins over it.
      if (values.length || field.type === "checkbox") field.checked = values.includes(field.value);
    } else if (values.length && field.value === (field.defaultValue ?? "")) {
      field.value = values[0];
    } else if (values.length && field.tagName === "SELECT") {
      field.value = values[0];
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

try {
  for (const page of document.querySelectorAll("[data-sent]")) sessionStorage.removeItem(key(page.dataset.sent));
} catch {
  // No store, nothing to clear.
}
for (const form of document.querySelectorAll("form[id][data-keep]")) {
  // A form that the server brought back after signing in is newer than what this tab remembers.
  if ("typed" in document.body.dataset) save(form);
  else restore(form);
  for (const event of ["input", "change"]) form.addEventListener(event, () => save(form));
}
