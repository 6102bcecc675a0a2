// Looks again by itself while something is at work: <div data-look-again="2">, in seconds.

const at = document.querySelector("[data-look-again]");
if (at) setTimeout(() => location.reload(), 1000 * at.dataset.lookAgain);
