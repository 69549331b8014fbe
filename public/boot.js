// Starts the app. External, because the policy allows no inline script.
const boot = document.getElementById("boot");
const app = await import(boot.dataset.js);
await app.default({ module_or_path: boot.dataset.wasm });
