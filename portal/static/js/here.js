// Finds the grid where the device is: when position.js has put the position into the form of
// <form data-here="where tokens are given">, the form gets a token and is sent. So a page that is
// the same for everybody sets no cookie before somebody taps, and the position stands in no address.

const form = document.querySelector("form[data-here]");

form?.addEventListener("position", async () => {
  const said = form.querySelector("[role=status]");
  try {
    const answer = await fetch(form.dataset.here);
    form.elements.csrf_token.value = (await answer.json()).token;
    form.submit();
  } catch {
    said.textContent = form.querySelector("[data-position]").dataset.none;
  }
});
