// The small sum of check.js, for a form that has waited: worked out here and now, without a
// worker of its own, because a service worker can have none. See vendor/altcha/sha.js.

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived({ algorithm, cost, keyLength = 32 }, salt, nonce, counter) {
  const first = new Uint8Array(salt.length + nonce.length + 4);
  first.set(salt);
  first.set(nonce, salt.length);
  new DataView(first.buffer).setUint32(salt.length + nonce.length, counter);
  let key = first;
  for (let round = 0; round < Math.max(1, cost); round += 1) {
    key = new Uint8Array(await crypto.subtle.digest(algorithm, key)).slice(0, keyLength);
  }
  return hexOf(key);
}

// Returns what the field `altcha` holds, or nothing where the browser keeps its hashing to itself:
// the server then takes the report all the same, and somebody looks at it.
export async function solve({ parameters, signature }) {
  if (!globalThis.crypto?.subtle) return "";
  const [salt, nonce] = [bytesOf(parameters.salt), bytesOf(parameters.nonce)];
  const start = performance.now();
  for (let counter = 0; performance.now() - start < 60_000; counter += 1) {
    const derivedKey = await derived(parameters, salt, nonce, counter);
    if (!derivedKey.startsWith(parameters.keyPrefix)) continue;
    const solution = { counter, derivedKey, time: performance.now() - start };
    return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
  }
  return "";
}
