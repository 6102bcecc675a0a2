// On the page for when there is no line: the pages that this device has kept, as links.
// <ul id="kept-pages" hidden>, with a heading before it in the same [hidden] section.

const list = document.getElementById("kept-pages");
const OWN = ["/offline", "/outbox"];

async function linkTo(kept, request) {
  const words = await (await kept.match(request)).text();
  const title = new DOMParser().parseFromString(words, "text/html").title;
  const line = document.createElement("li");
  const way = document.createElement("a");
  way.href = request.url;
  way.textContent = title.split(" · ").slice(0, -1).join(" · ");
  way.className = "button quiet wide";
  line.append(way);
  return line;
}

for (const name of ["open-pages", "staff-pages"]) {
  if (!(await caches.has(name))) continue;
  const kept = await caches.open(name);
  for (const request of await kept.keys()) {
    if (OWN.some((path) => new URL(request.url).pathname.endsWith(path))) continue;
    list.append(await linkTo(kept, request));
  }
}
list.closest("section").hidden = !list.children.length;
