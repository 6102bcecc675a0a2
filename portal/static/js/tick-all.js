// One box that ticks all boxes of a name: <input type="checkbox" data-tick-all="case" hidden>.
// Without a script it stays hidden, and each is ticked by itself.

for (const all of document.querySelectorAll("[data-tick-all]")) {
  const boxes = [...all.form.querySelectorAll(`input[name="${all.dataset.tickAll}"]`)];
  const look = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener("change", look);
  look();  // a page that comes back from the browser's memory keeps its ticks
}
