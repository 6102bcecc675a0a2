// What waits on this device to be sent: one database of the browser's own, one row a form.
// A row goes away when it was sent and read, or by its owner's word, and by nothing else: a later
// release may add to this database, never empty it.

let base;

function opened() {
  base ??= new Promise((done, fail) => {
    const request = indexedDB.open("outbox", 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      // Another tab may bring a newer release: it must not wait for this one.
      request.result.onversionchange = () => {
        request.result.close();
        base = undefined;
      };
      done(request.result);
    };
  });
  base.catch(() => { base = undefined; });
  return base;
}

async function run(mode, act) {
  const transaction = (await opened()).transaction("entries", mode);
  const request = act(transaction.objectStore("entries"));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
}

export const all = () => run("readonly", (entries) => entries.getAll());
export const one = (id) => run("readonly", (entries) => entries.get(id));
export const drop = (id) => run("readwrite", (entries) => entries.delete(id)).then(tell);

export async function put(entry) {
  const id = await run("readwrite", (entries) => entries.put(entry));
  tell();
  return id;
}

export async function change(id, facts) {
  const entry = await one(id);
  return entry && put({ ...entry, ...facts }); // thrown away meanwhile: it stays away
}

// Every page that is open hears of it, and so does this one.
const channel = globalThis.BroadcastChannel && new BroadcastChannel("outbox");
const listeners = [];

function tell() {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
}

export function whenChanged(act) {
  listeners.push(act);
  channel?.addEventListener("message", act);
}
