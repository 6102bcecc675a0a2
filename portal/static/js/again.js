// Looks again by itself while something is at work: <div data-again="2">, in seconds.

const at = document.querySelector("[data-again]");
if (at) setTimeout(() => location.reload(), 1000 * at.dataset.again);
