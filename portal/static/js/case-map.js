// The map beside the list of open cases: outlines of our own, shaded by how many are open, ringed
// where something is late. Without it the list says the same.

const SMALLEST = 26;  // pixels: a grid drawn smaller than that has no room for its number
const { L } = window;
const box = document.getElementById("map");
const said = JSON.parse(box.dataset.words);

function words({ name, open, late, url }) {
  const bubble = document.createElement("div");
  const title = bubble.appendChild(document.createElement("strong"));
  const counts = bubble.appendChild(document.createElement("p"));
  title.textContent = name;
  counts.textContent = `${said.open} ${open} · ${said.late} ${late}`;
  if (open) {
    const link = bubble.appendChild(document.createElement("a"));
    link.href = url;
    link.textContent = said.list;
  }
  return bubble;
}

function number(feature, layer) {
  const mark = document.createElement("span");
  mark.textContent = feature.properties.open;
  const icon = L.divIcon({ className: "map-number", html: mark, iconSize: [36, 22] });
  const at = layer.getBounds().getCenter();
  return L.marker(at, { icon, interactive: false, keyboard: false });
}

function draw(map, outlines) {
  const numbers = [];
  const shapes = L.geoJSON(outlines, {
    style: ({ properties: { shade, late } }) => ({
      className: `grid-shape shade-${shade}${late ? " grid-late" : ""}`,
    }),
    onEachFeature(feature, layer) {
      layer.bindPopup(() => words(feature.properties));
      if (feature.properties.open) numbers.push([layer, number(feature, layer)]);
    },
  }).addTo(map);
  shapes.eachLayer((layer) => { if (layer.feature.properties.late) layer.bringToFront(); });
  const fit = () => {
    for (const [layer, mark] of numbers) {
      const bounds = layer.getBounds();
      const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((p) => map.latLngToLayerPoint(p));
      const hasRoom = Math.min(b.x - a.x, b.y - a.y) >= SMALLEST;
      if (hasRoom) mark.addTo(map);
      else mark.remove();
    }
  };
  map.on("zoomend", fit);
  if (shapes.getBounds().isValid()) map.fitBounds(shapes.getBounds(), { padding: [8, 8] });
  fit();
}

const answer = await fetch(box.dataset.outlines);
if (answer.ok && L) {
  document.getElementById("map-box").hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    attributionControl: false, zoomControl: false, maxZoom: 19, zoomSnap: 0.5,
    scrollWheelZoom: false, zoomAnimation: !calm, fadeAnimation: !calm,
  }).setView([30.2, 120.2], 12);
  L.control.zoom({ zoomInTitle: said.in, zoomOutTitle: said.out }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19 }).addTo(map);
  draw(map, await answer.json());
}
