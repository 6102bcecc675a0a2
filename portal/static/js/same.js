// Shows what is like a report while it is being written: <div data-same="address"> in a form. The
// server is asked anew when the matter, the grid or the position changes; what it answers is a
// piece of page. Without a line nothing is shown, and nothing is in the way.

const ASKED = ["grid", "matter", "lat", "lon"];

function watch(box) {
  const form = box.closest("form");
  let shown = "";
  let under;

  async function look() {
    const given = new FormData(form);
    const query = new URLSearchParams(ASKED.map((name) => [name, given.get(name) ?? ""]));
    if (!query.get("matter") || `${query}` === shown) return;
    under?.abort();
    under = new AbortController();
    try {
      const response = await fetch(`${box.dataset.same}?${query}`, { signal: under.signal });
      if (!response.ok || response.redirected) return; // a session that ended leads to a whole page
      const made = new DOMParser().parseFromString(await response.text(), "text/html");
      box.replaceChildren(...made.body.childNodes);
      shown = `${query}`;
    } catch {
      // No line, or a newer question: what is shown stays.
    }
  }

  form.addEventListener("change", look);
  form.addEventListener("position", look);
}

document.querySelectorAll("form [data-same]").forEach(watch);
