// Small things of a page, made of words that never become markup.

const LOOK = "button quiet small-button";

export function made(tag, look, words = "") {
  const thing = document.createElement(tag);
  thing.className = look;
  thing.textContent = words;
  return thing;
}

export function link(words, address) {
  const way = made("a", LOOK, words);
  way.href = address;
  return way;
}

export function button(words, act) {
  const pressed = made("button", LOOK, words);
  pressed.type = "button";
  pressed.addEventListener("click", act);
  return pressed;
}
