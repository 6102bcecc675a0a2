// Judges an address from a board without a line: <template id="known"> holds the site, the letters
// of the keys in use and, by code, each board in reach with its number, its grid and its signatures.
// With a line the form is sent, for the portal knows all boards. The verdicts are those of
// portal.boards.rules.judge_address: tests/story/test_check_board.py compares the two.

export function judge(typed, { site, letters, boards }) {
  const words = typed.trim();
  const own = `${site}/b/`;
  const isAddress = words.toLowerCase().startsWith(own.toLowerCase());
  if (!isAddress && words.includes("/")) return { verdict: "other_site" };
  const [path, asked = ""] = (isAddress ? words.slice(own.length) : words).split(/\?(.*)/s);
  const found = /^([0-9A-Za-z]{1,20})\/?$/.exec(path);
  if (!found) return { verdict: isAddress ? "unknown_code" : "no_address" };
  const code = found[1].toUpperCase();
  const board = Object.hasOwn(boards, code) ? boards[code] : null;
  if (!board) return { verdict: "not_known_here" };
  const [number, grid, signatures] = board;
  if (!letters.length || !isAddress) return { verdict: "ours", number, grid };
  const signed = (/(?:^|&)s=(\w*)/.exec(asked)?.[1] ?? "").toUpperCase();
  if (!signed) return { verdict: "unsigned", number, grid };
  if (!letters.includes(signed[0])) return { verdict: "old_key", number, grid };
  return { verdict: signatures.includes(signed) ? "ours" : "forged", number, grid };
}

const kept = document.getElementById("known")?.dataset;
const said = document.getElementById("verdict");

function show({ verdict, number, grid }) {
  const banner = document.createElement("p");
  banner.className = `banner banner-${verdict === "ours" ? "ok" : "warn"}`;
  banner.textContent = JSON.parse(kept.words)[verdict];
  const facts = document.createElement("p");
  facts.textContent = number ? `${kept.number}: ${number} · ${kept.grid}: ${grid}` : "";
  said.replaceChildren(banner, facts);
}

document.getElementById("check")?.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  show(judge(event.target.elements.address.value, JSON.parse(kept.known)));
});
