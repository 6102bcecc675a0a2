// Narrows the tiles of matters while someone types: <input data-filter="id of the box">.
// Each is found by the words it shows and by its [data-words], such as pinyin initials, "jgps".
// Groups (<details>) with a match open; the count is said in [data-found].

const plain = (words) => words.toLowerCase().normalize("NFKC").replace(/[\s'’]+/g, "");

function narrow(input) {
  const box = document.getElementById(input.dataset.filter);
  const asked = plain(input.value);
  let found = 0;
  for (const tile of box.querySelectorAll("[data-words]")) {
    const chosen = tile.querySelector("input:checked") !== null;
    const matches = plain(tile.dataset.words + tile.textContent).includes(asked);
    tile.hidden = !matches && !chosen;
    if (matches) found += 1;
  }
  for (const group of box.querySelectorAll("details, [role=group]")) {
    const left = group.querySelector("[data-words]:not([hidden])") !== null;
    group.hidden = !left;
    if (group.localName !== "details") continue;
    // What was open before the search is open again after it.
    if (asked) group.dataset.wasOpen ??= String(group.open);
    if (asked && left) group.open = true;
    if (!asked && group.dataset.wasOpen) {
      group.open = group.dataset.wasOpen === "true" || group.querySelector("input:checked") !== null;
      delete group.dataset.wasOpen;
    }
  }
  const place = box.querySelector("[data-found]");
  if (!place) return;
  const words = found ? place.dataset.found : place.dataset.none;
  place.textContent = asked ? words.replace("{n}", found) : "";
}

for (const input of document.querySelectorAll("input[data-filter]")) {
  // While a Chinese word is being composed, its letters are already pinyin initials.
  input.addEventListener("input", () => narrow(input));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    if (event.key === "Escape") { input.value = ""; narrow(input); }
  });
  if (input.value) narrow(input);
}
