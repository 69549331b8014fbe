// Starts the app. External, because the policy allows no inline script.
if (window.trustedTypes && trustedTypes.createPolicy && !trustedTypes.defaultPolicy) {
  // Leptos builds elements from its own compiled templates; the one script address is our worker.
  trustedTypes.createPolicy("default", {
    createHTML: (template) => template,
    createScriptURL: (address) => (address === "/sw.js" ? address : null),
  });
}

const boot = document.getElementById("boot");
const app = await import(boot.dataset.js);
await app.default({ module_or_path: boot.dataset.wasm });

// After the first paint: the worker must not compete with the page for a slow line.
if ("serviceWorker" in navigator) setTimeout(register, 0);

async function register() {
  const container = navigator.serviceWorker;
  const hadOne = Boolean(container.controller);
  container.addEventListener("controllerchange", () => {
    // The first worker of all takes over an app that is already its own version.
    if (hadOne) location.reload();
  });
  let registration;
  try {
    registration = await container.register("/sw.js", { updateViaCache: "none" });
  } catch (_) {
    return; // No worker here: the readiness page says so.
  }
  const tell = () => dispatchEvent(new Event("patrolbook-update"));
  const watch = (worker) =>
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && container.controller) tell();
    });
  if (registration.waiting && container.controller) tell();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  const look = () => registration.update().catch(() => {});
  setInterval(look, 60 * 60 * 1000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
}
