// Sends a form once: a second tap does nothing and the button says that work is under way.
// The words come from data-busy on the button; the button's own words stay where there are none.

const sent = new WeakSet();
const LONG = 20_000;

export function rest(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[data-words-before]")) {
    button.removeAttribute("aria-disabled");
    const words = button.querySelector("[data-words]") ?? button;
    words.textContent = button.dataset.wordsBefore;
    delete button.dataset.wordsBefore;
  }
}

export function begin(form, button) {
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  if (!button) return;
  // aria-disabled, not disabled: a disabled button would not send its own name and value.
  button.setAttribute("aria-disabled", "true");
  if (!button.dataset.busy) return;
  const words = button.querySelector("[data-words]") ?? button;
  button.dataset.wordsBefore = words.textContent;
  words.textContent = button.dataset.busy;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  begin(form, event.submitter);
  setTimeout(rest, LONG, form); // the answer was a file, or never came
});

// The back button may bring the page back as it was left.
window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(rest));
