// Types words into the search of the cases, one query after the other, and reports for each the
// milliseconds from the input to the frame that shows what was found, and how many were found.
const done = arguments[arguments.length - 1];
const [asked] = arguments;
const field = document.querySelector("[data-id=search]");
const list = document.querySelector("main");
const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
const type = (words) => {
  put.call(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const quiet = () => new Promise((go) => setTimeout(go, 300));
const ask = (words) =>
  new Promise((go) => {
    const watch = new MutationObserver(() => {
      watch.disconnect();
      requestAnimationFrame(() => {
        const paint = new MessageChannel();
        paint.port1.onmessage = () => {
          const found = (list.innerText.match(/找到\s*(\d+)/) || [])[1];
          go({ words, took: performance.now() - from, found: Number(found || 0) });
        };
        paint.port2.postMessage(0);
      });
    });
    watch.observe(list, { childList: true, subtree: true, characterData: true });
    const from = performance.now();
    type(words);
  });
const run = async () => {
  const told = [];
  for (const words of asked) {
    type("");
    await quiet();
    told.push(await ask(words));
    await quiet();
  }
  return told;
};
run().then(done, (error) => done({ error: String(error) }));
