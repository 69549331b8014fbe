// With the server stopped: answers the item in hand until the wanted operations wait, the first of
// them with a photo each. Reports the bytes of photos kept.
const done = arguments[arguments.length - 1];
const [operations, photos, bytes] = arguments;
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
const run = async () => {
  const row = document.querySelector("li[aria-current][data-item]");
  const item = row.dataset.item;
  const again = async () => {
    await until(() => !row.hasAttribute("aria-current"));
    row.querySelector("button").click();
    await until(() => row.hasAttribute("aria-current") && document.querySelector("[role=radio][data-answer=ok]"));
  };
  for (let n = 0; n < operations; n += 1) {
    if (n < photos) {
      const input = document.querySelector(".tools input[type=file]");
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(bytes), String(n)], "photo.jpg", { type: "image/jpeg" }));
      input.files = files.files;
      await settled(() => input.dispatchEvent(new Event("change", { bubbles: true })), "photo_bytes");
    }
    await settled(() => document.querySelector("[role=radio][data-answer=ok]").click(), "outbox");
    await again();
  }
  const kept = await new Promise((go, stop) => {
    const names = indexedDB.databases();
    names.then(async (all) => {
      let sum = 0;
      for (const { name } of all) {
        const open = indexedDB.open(name);
        await new Promise((ready) => (open.onsuccess = ready));
        if (!open.result.objectStoreNames.contains("photo_bytes")) continue;
        const cursor = open.result.transaction("photo_bytes").objectStore("photo_bytes").openCursor();
        await new Promise((ready) => {
          cursor.onsuccess = () => {
            if (!cursor.result) return ready();
            const value = cursor.result.value;
            sum += value.byteLength ?? value.bytes?.byteLength ?? 0;
            cursor.result.continue();
          };
        });
        open.result.close();
      }
      go(sum);
    }, stop);
  });
  return { kept, item };
};
run().then(done, (error) => done({ error: String(error) }));
