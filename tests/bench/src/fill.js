// With the server stopped, in the round on the page: gives items that are answered by one tap their
// photos and their tick (`photos` in all), or ticks the last of them again and again (`ticks`).
// Reports how many photos were given, and what waits: operations, photos and the photos' bytes.
const done = arguments[arguments.length - 1];
const [photos, ticks, bytes] = arguments;
// No answer carries more.
const AN_ANSWER = 9;
const notes = window.__patrol;
const until = (ask) =>
  new Promise((go) => {
    const look = () => {
      const found = ask();
      if (found) go(found);
      else setTimeout(look, 2);
    };
    look();
  });
const settled = async (act, store) => {
  const writes = notes.writes.length;
  act();
  await until(() => {
    const fresh = notes.writes.slice(writes);
    return fresh.some((note) => note.stores.includes(store) && note.done) && fresh.every((note) => note.done);
  });
};
const tick = () => document.querySelector("[role=radio][data-answer=ok]");
// Always asked anew: a row is drawn again when it is taken up.
const row = (item) => document.querySelector(`li[data-item="${item}"]`);
const in_hand = (item) => row(item).hasAttribute("aria-current");
const take_up = async (item) => {
  if (in_hand(item)) return;
  row(item).querySelector("button").click();
  await until(() => in_hand(item) && document.querySelector("[data-id=dock], .reading-tools"));
};
const answer = async (item) => {
  await settled(() => tick().click(), "outbox");
  await until(() => !in_hand(item));
};
const photo = async (name) => {
  const input = document.querySelector(".tools input[type=file]");
  const files = new DataTransfer();
  // Each must be another: what follows the picture's end changes its hash.
  files.items.add(new File([new Uint8Array(bytes), name], "photo.jpg", { type: "image/jpeg" }));
  input.files = files.files;
  await settled(() => input.dispatchEvent(new Event("change", { bubbles: true })), "photo_bytes");
};
const fill = async () => {
  let given = 0;
  let last = null;
  const items = [...document.querySelectorAll("li[data-item]")].map((row) => row.dataset.item);
  for (const item of items) {
    if (given >= photos && !ticks) break;
    await take_up(item);
    if (!tick()) continue;
    last = item;
    // Only an item without an answer takes photos that are no operation each.
    if (!photos || tick().getAttribute("aria-checked") === "true") continue;
    const more = Math.min(AN_ANSWER, photos - given);
    for (let n = 0; n < more; n += 1) await photo(`${item} ${location.pathname} ${n}`);
    given += more;
    await answer(item);
  }
  for (let n = 0; n < ticks; n += 1) {
    await take_up(last);
    await answer(last);
  }
  return given;
};
const asked = (request) =>
  new Promise((go, stop) => {
    request.onsuccess = () => go(request.result);
    request.onerror = () => stop(request.error);
  });
const waiting = async () => {
  const sum = { operations: 0, photos: 0, bytes: 0 };
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    if (database.objectStoreNames.contains("outbox")) {
      const read = database.transaction(["outbox", "photo_bytes"]);
      sum.operations += await asked(read.objectStore("outbox").count());
      const kept = await asked(read.objectStore("photo_bytes").getAll());
      sum.photos += kept.length;
      for (const one of kept) sum.bytes += one.byteLength ?? one.bytes?.byteLength ?? one.size ?? 0;
    }
    database.close();
  }
  return sum;
};
const run = async () => ({ given: await fill(), ...(await waiting()) });
run().then(done, (error) => done({ error: String(error) }));
