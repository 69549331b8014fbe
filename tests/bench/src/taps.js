// Taps answers over the round's items, forth and back, and reports for each tap the milliseconds to
// the frame after the item changed, and to the end of the write that made it durable; and whether
// the item had come up by itself, with its answer in sight (`one_tap`).
const done = arguments[arguments.length - 1];
const [wanted, light] = arguments; // how many; items that may be 不适用 without a reason
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
const current = () => document.querySelector("li[aria-current][data-item]");
const in_sight = (button) => {
  const { top, bottom } = button.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
};
const tap = async (kind) => {
  const row = current();
  const item = row.dataset.item;
  const writes = notes.writes.length;
  const from = performance.now();
  const painted = new Promise((go) => {
    const watch = new MutationObserver(() => {
      watch.disconnect();
      notes.painted((now) => go(now - from));
    });
    watch.observe(row, { childList: true, subtree: true, attributes: true });
  });
  document.querySelector(`[data-answer=${kind}]`).click();
  const paint = await painted;
  const kept = (note) => note.stores.includes("outbox") && note.done;
  const write = await until(() => notes.writes.slice(writes).find(kept));
  await until(() => !current() || current().dataset.item !== item);
  return { item, paint, save: write.done - from, write: write.done - write.begun };
};
const checks = [...document.querySelectorAll("li[data-item]")].map((row) => row.dataset.item);
const run = async () => {
  const taps = [];
  let kind = "ok";
  while (taps.length < wanted) {
    for (const item of kind === "ok" ? checks : light) {
      const row = document.querySelector(`li[data-item="${item}"]`);
      const came_up = row.hasAttribute("aria-current");
      if (!came_up) {
        row.querySelector("button")?.click();
        await until(() => row.hasAttribute("aria-current"));
      }
      const button = document.querySelector(`[role=radio][data-answer=${kind}]`);
      if (!button) continue;
      const one_tap = came_up && in_sight(button);
      taps.push({ one_tap, ...(await tap(kind)) });
      if (taps.length >= wanted) break;
    }
    kind = kind === "ok" ? "na" : "ok";
  }
  return taps;
};
run().then(done, (error) => done({ error: String(error) }));
