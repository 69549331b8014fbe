// What the browser itself takes on this machine, with nothing of ours on the page: a button that
// changes a word, and a strict transaction that keeps a record of 2 KB.
const done = arguments[arguments.length - 1];
const [count] = arguments;
const notes = window.__patrol;
const asked = (request) =>
  new Promise((go, stop) => {
    request.onsuccess = () => go(request.result);
    request.onerror = () => stop(request.error);
  });
const run = async () => {
  const button = document.body.appendChild(document.createElement("button"));
  button.addEventListener("click", () => (button.textContent = String(performance.now())));
  const opening = indexedDB.open("floor", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept", { autoIncrement: true });
  const database = await asked(opening);
  const taps = [];
  for (let at = 0; at < count; at++) {
    const from = performance.now();
    button.click();
    const paint = await new Promise((go) => notes.painted((now) => go(now - from)));
    const begun = performance.now();
    const write = database.transaction("kept", "readwrite", { durability: "strict" });
    write.objectStore("kept").add("x".repeat(2_000));
    await new Promise((go) => write.addEventListener("complete", go));
    taps.push({ paint, save: performance.now() - begun });
  }
  return taps;
};
run().then(done, (error) => done({ error: String(error) }));
