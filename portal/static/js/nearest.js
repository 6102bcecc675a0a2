// Puts a list of stops into the order of a way from where the device is, each time the nearest that
// is left: <form data-nearest="id of the list"> around what position.js needs. Each stop has
// data-lat and data-lon; [data-metres] in it says how far, in words with {n}. Nothing is sent.

const METRES = 111_195; // in a degree of latitude

function apart(one, other) {
  const shorter = Math.cos((one.lat * Math.PI) / 180);
  return METRES * Math.hypot((other.lon - one.lon) * shorter, other.lat - one.lat);
}

const place = ({ dataset }) => ({ lat: Number(dataset.lat), lon: Number(dataset.lon) });

function say(stop, metres) {
  const said = stop.querySelector("[data-metres]");
  said.textContent = said.dataset.metres.replace("{n}", Math.round(metres));
  said.hidden = false;
}

function order(list, start) {
  const left = [...list.children].filter((stop) => stop.dataset.lat);
  const nowhere = [...list.children].filter((stop) => !stop.dataset.lat);
  const way = [];
  let here = start;
  while (left.length) {
    left.sort((one, other) => apart(here, place(one)) - apart(here, place(other)));
    const next = left.shift();
    say(next, apart(here, place(next)));
    way.push(next);
    here = place(next);
  }
  list.replaceChildren(...way, ...nowhere);
}

for (const form of document.querySelectorAll("form[data-nearest]")) {
  const list = document.getElementById(form.dataset.nearest);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("position", () => {
    const { lat, lon } = form.elements;
    order(list, { lat: Number(lat.value), lon: Number(lon.value) });
  });
}
