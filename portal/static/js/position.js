// Asks the device where it is, and only when somebody taps for it: <div data-position hidden> in a
// form with fields "lat" and "lon", holding a button and a place for what is said. The words come
// from data-asking, data-found ("… {n} m") and data-none. Without this module nothing is asked.

const PATIENCE = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 };
const FAR = 500; // metres: a position as vague as that says less than the grid

function watch(box) {
  const form = box.closest("form");
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");

  function found({ coords }) {
    const metres = Math.max(1, Math.round(coords.accuracy));
    if (metres > FAR) return missed();
    form.elements.lat.value = coords.latitude.toFixed(5);
    form.elements.lon.value = coords.longitude.toFixed(5);
    said.textContent = box.dataset.found.replace("{n}", metres);
    button.removeAttribute("aria-disabled");
    form.dispatchEvent(new Event("position", { bubbles: true }));
  }

  function missed() {
    said.textContent = box.dataset.none;
    button.removeAttribute("aria-disabled");
  }

  button.addEventListener("click", () => {
    if (button.hasAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    said.textContent = box.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, missed, PATIENCE);
  });
  box.hidden = false;
}

// Browsers tell no position to plain-http pages other than localhost.
if ("geolocation" in navigator && isSecureContext) document.querySelectorAll("[data-position]").forEach(watch);
