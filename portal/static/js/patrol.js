// Patrol: notes when something was tapped, as a form may wait for its line, and records the way
// if asked to. <button data-record="form id" data-on="words">; <form data-route data-began>
// with an input "route"; a status "form id-said".

const FAR = 10; // metres that are worth a point
const ROUGH = 60; // metres: less sure than that is no position
const MOST = 999;

window.addEventListener("submit", ({ target: { elements } }) => {
  if (elements.at) elements.at.value = new Date().toISOString();
}, true);

// metres between two points
function apart([lon, lat], [otherLon, otherLat]) {
  const shorter = Math.cos((lat * Math.PI) / 180);
  return 111195 * Math.hypot((otherLon - lon) * shorter, otherLat - lat);
}

function recorder(button) {
  const form = document.getElementById(button.dataset.record);
  const said = document.getElementById(`${form.id}-said`);
  const words = button.querySelector("[data-words]");
  const off = words.textContent;
  const name = `route:${form.dataset.route}`;
  let way = { on: false, points: [] };
  let watch;
  const store = (act) => {
    try { return act(sessionStorage); } catch { return null; } // as long as the page lives
  };
  way.points = JSON.parse(form.elements.route.value || "[]");
  way = store((tab) => JSON.parse(tab.getItem(name))) ?? way;

  function show(message) {
    form.elements.route.value = way.points.length ? JSON.stringify(way.points) : "";
    words.textContent = way.on ? button.dataset.on : off;
    button.ariaPressed = way.on;
    if (message) said.textContent = message.replace("{n}", way.points.length);
    store((tab) => tab.setItem(name, JSON.stringify(way)));
  }

  function add({ coords, timestamp }) {
    const seconds = Math.max(0, Math.round((timestamp - Date.parse(form.dataset.began)) / 1000));
    const point = [+coords.longitude.toFixed(5), +coords.latitude.toFixed(5), seconds];
    const last = way.points.at(-1);
    const isNew = !last || (apart(last, point) >= FAR && seconds >= last[2]);
    if (coords.accuracy <= ROUGH && isNew) way.points.push(point);
    if (way.points.length > MOST) way.points = way.points.filter((_point, n) => n % 2 === 0);
    show(said.dataset.count);
  }

  function stop(message) {
    way.on = false;
    navigator.geolocation.clearWatch(watch);
    show(message);
  }

  function start() {
    way.on = true;
    const refused = ({ code }) => code === 1 && stop(said.dataset.denied);
    watch = navigator.geolocation.watchPosition(add, refused, { enableHighAccuracy: true, maximumAge: 5000 });
    show(said.dataset.count);
  }

  form.addEventListener("submit", () => {
    navigator.geolocation.clearWatch(watch);
    store((tab) => tab.removeItem(name));
  });
  button.hidden = false;
  button.addEventListener("click", () => (way.on ? stop(said.dataset.stopped) : start()));
  if (way.on) start();
  else show(way.points.length ? said.dataset.stopped : "");
}

if ("geolocation" in navigator) document.querySelectorAll("[data-record]").forEach(recorder);
