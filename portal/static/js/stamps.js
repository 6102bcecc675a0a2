// When and where a look was, and each of its photos: in a form with hidden fields "stamps", "at",
// "lat" and "lon". The device is asked where it is when a photo is chosen, and the browser asks
// whoever holds it. What it does not say stays empty, and the form is sent without it.

const ASK = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 };
const ROUGH = 100; // metres: less sure than that says nothing of a place
const stamps = new WeakMap(); // of each photo: [when, latitude, longitude]

const now = () => new Date().toISOString();

function where(found) {
  if (!("geolocation" in navigator) || !isSecureContext) return;
  const sure = ({ coords }) => coords.accuracy <= ROUGH && found(coords.latitude.toFixed(5), coords.longitude.toFixed(5));
  navigator.geolocation.getCurrentPosition(sure, () => {}, ASK);
}

function watch(form) {
  const { stamps: field, lat, lon } = form.elements;
  let chosen = [];
  const write = () => {
    field.value = chosen.length ? JSON.stringify(chosen.map((photo) => stamps.get(photo))) : "";
  };

  function stamp(photo) {
    stamps.set(photo, [now(), null, null]);
    where((north, east) => {
      stamps.set(photo, [stamps.get(photo)[0], Number(north), Number(east)]);
      if (!lat.value) [lat.value, lon.value] = [north, east];
      write();
    });
  }

  form.addEventListener("shown", ({ detail }) => {
    chosen = detail;
    for (const photo of chosen) if (!stamps.has(photo)) stamp(photo);
    write();
  }, true);
}

window.addEventListener("submit", ({ target: { elements } }) => {
  if (elements.stamps && elements.at) elements.at.value = now();
}, true);
for (const form of document.forms) if (form.elements.stamps) watch(form);
