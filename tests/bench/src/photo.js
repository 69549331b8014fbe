// Gives the item in hand a photo again and again, and reports the milliseconds of the writes that
// keep it (`write`) and of everything from the file to the last of them (`whole`).
const done = arguments[arguments.length - 1];
const [wanted, bytes] = arguments;
const notes = window.__patrol;
const until = (ask) =>
  new Promise((go) => {
    const look = () => {
      const found = ask();
      if (found) go(found);
      else setTimeout(look, 4);
    };
    look();
  });
const run = async () => {
  const taken = [];
  while (taken.length < wanted) {
    const input = document.querySelector(".tools input[type=file]");
    // Each photo must be another: a byte after the picture's end changes its hash.
    const file = new File([new Uint8Array(bytes), String(taken.length)], "photo.jpg", { type: "image/jpeg" });
    const files = new DataTransfer();
    files.items.add(file);
    const writes = notes.writes.length;
    const from = performance.now();
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const fresh = () => notes.writes.slice(writes);
    const photo = (note) => note.stores.includes("photo_bytes");
    await until(() => fresh().some((note) => photo(note) && note.done) && fresh().every((note) => note.done));
    const mine = fresh().filter(photo);
    const write = mine.reduce((sum, note) => sum + note.done - note.begun, 0);
    taken.push({ write, whole: Math.max(...mine.map((note) => note.done)) - from });
  }
  return taken;
};
run().then(done, (error) => done({ error: String(error) }));
