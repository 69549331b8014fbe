// Before the page's own scripts: notes when the first answer button is painted, and every write.
(() => {
  const notes = (window.__patrol = { usable: 0, writes: [] });
  const painted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => then(performance.now());
      channel.port2.postMessage(0);
    });
  notes.painted = painted;
  const look = () => {
    const button = document.querySelector("[data-answer=ok]");
    if (!button || button.getClientRects().length === 0) return;
    watch.disconnect();
    painted((now) => (notes.usable = now));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true, attributes: true });
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode) {
    const transaction = begin.apply(this, arguments);
    if (mode === "readwrite") {
      const note = { stores: [].concat(stores), begun: performance.now(), done: 0 };
      notes.writes.push(note);
      transaction.addEventListener("complete", () => (note.done = performance.now()));
    }
    return transaction;
  };
})();
