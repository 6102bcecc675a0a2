// Makes chosen photos smaller on the phone before they are sent, and shows each with a button
// to take it away. <input type="file" multiple name="photos" data-photos="id of the list">
// with data-limit, data-remove ("Remove photo {n}"), data-many (said when too many). See stamps.js.
// Without this module the input sends the photos as they are; the server has the last word.

const LONGEST = 2048;
const THUMBNAIL = 240;

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function shrink(photo) {
  try {
    const picture = await createImageBitmap(photo.file, { imageOrientation: "from-image" });
    const canvas = drawn(picture, LONGEST);
    photo.view = drawn(picture, THUMBNAIL);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= photo.file.size) return;
    const name = `${photo.file.name.replace(/\.\w+$/, "")}.jpg`;
    photo.file = new File([blob], name, { type: "image/jpeg" });
  } catch {
    // A kind this browser cannot draw, such as HEIC: it is sent as it is.
  }
}

function watch(input) {
  const list = document.getElementById(input.dataset.photos);
  const said = document.getElementById(`${input.dataset.photos}-said`);
  const limit = Number(input.dataset.limit ?? 3);
  let photos = [];

  function item(photo, at) {
    const place = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "photo-remove";
    remove.textContent = "×";
    remove.setAttribute("aria-label", (input.dataset.remove ?? "{n}").replace("{n}", at + 1));
    remove.addEventListener("click", () => {
      photos = photos.filter((other) => other !== photo);
      if (said) said.textContent = "";
      show();
      input.focus();
    });
    place.append(photo.view ?? photo.file.name, remove);
    return place;
  }

  function show() {
    const files = new DataTransfer();
    for (const { file } of photos) files.items.add(file);
    input.files = files.files;
    list.replaceChildren(...photos.map(item));
    input.dispatchEvent(new CustomEvent("shown", { detail: photos }));
  }

  input.addEventListener("change", async () => {
    const chosen = [...input.files].map((file) => ({ file }));
    const room = limit - photos.length;
    if (said) said.textContent = chosen.length > room ? input.dataset.many ?? "" : "";
    photos = photos.concat(chosen.slice(0, room));
    show(); // whoever sends at once sends them as they are
    for (const photo of chosen.slice(0, room)) await shrink(photo);
    show();
  });
}

document.querySelectorAll("input[data-photos]").forEach(watch);
