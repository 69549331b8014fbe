// How many records the phone holds.
const done = arguments[arguments.length - 1];
const asked = (request) =>
  new Promise((go, stop) => {
    request.onsuccess = () => go(request.result);
    request.onerror = () => stop(request.error);
  });
const count = async () => {
  let held = 0;
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    if (database.objectStoreNames.contains("base")) {
      held += await asked(database.transaction("base").objectStore("base").count());
    }
    database.close();
  }
  return held;
};
count().then(done, () => done(0));
