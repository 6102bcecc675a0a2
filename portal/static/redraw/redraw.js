// Draws again from a published list: no server, no line, nothing but SHA-256 and sorting.
// Stands inside the page that is downloaded; the page's own data say what was published.
const K = [];
const START = [];
for (let n = 2; K.length < 64; n++) {
  let isPrime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
  if (!isPrime) continue;
  const part = (root) => Math.floor((root % 1) * 2 ** 32) | 0;
  if (START.length < 8) START.push(part(Math.sqrt(n)));
  K.push(part(Math.cbrt(n)));
}

function sha256(bytes) {
  const length = bytes.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = Int32Array.from(START);
  const w = new Int32Array(64);
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15];
      const b = w[i - 2];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] += value));
  }
  return [...state].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}

const hashOf = (text) => sha256(new TextEncoder().encode(text));
const reserveFor = (size) => Math.max(2, Math.ceil(size / 2));

function linesOf(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).filter(Boolean);
  if (lines[0] === "number,stratum") lines.shift();
  return lines.sort((a, b) => (a < b ? -1 : 1));
}

function drawRound(lines, round, earlier) {
  const strata = {};
  for (const line of lines) {
    const [number, stratum] = line.split(",");
    if (earlier.has(number)) continue;
    (strata[stratum] ??= []).push({ number, ticket: hashOf(`${round.seed}:${number}`) });
  }
  return Object.keys(round.sizes).sort().map((stratum) => {
    const size = round.sizes[stratum];
    const ranked = (strata[stratum] ?? []).sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
    const taken = ranked.slice(0, size + reserveFor(size));
    for (const one of taken) earlier.add(one.number);
    return { stratum, drawn: taken.slice(0, size), reserve: taken.slice(size) };
  });
}

function show(published, lines) {
  const said = document.querySelector("#said");
  const out = document.querySelector("#out");
  const hash = hashOf(lines.map((line) => `${line}\n`).join(""));
  const isSame = hash === published.sha256;
  said.textContent = isSame ? said.dataset.same : said.dataset.other;
  said.className = isSame ? "good" : "bad";
  document.querySelector("#hash").textContent = hash;
  out.textContent = "";
  const earlier = new Set();
  for (const round of published.rounds) {
    const title = document.createElement("h2");
    title.textContent = `${out.dataset.round} ${round.turn} · ${round.seed}`;
    out.append(title);
    for (const { stratum, drawn, reserve } of drawRound(lines, round, earlier)) {
      const name = document.createElement("h3");
      name.textContent = stratum;
      const list = document.createElement("ol");
      for (const [index, one] of [...drawn, ...reserve].entries()) {
        const item = document.createElement("li");
        const ticket = document.createElement("small");
        item.dataset.as = index < drawn.length ? "drawn" : "reserve";
        item.append(one.number, " ");
        ticket.textContent = one.ticket.slice(0, 16) + "…";
        if (index >= drawn.length) ticket.textContent += ` ${out.dataset.reserve}`;
        item.append(ticket);
        list.append(item);
      }
      out.append(name, list);
    }
  }
}

const published = JSON.parse(document.querySelector("#published").textContent);
document.querySelector("#list").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) show(published, linesOf(await file.text()));
});
