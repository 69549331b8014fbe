// Holds one complete, versioned set of the app's files, so that it opens with no network at all.
// Installs the whole set or nothing, never takes over by itself, never touches /api: the outbox is
// not its business. The build fills the two lines below.
const VERSION = "dev";
const FILES = [];

const CACHE = `patrolbook-${VERSION}`;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("message", (event) => {
  // The page asks only when no draft is open.
  if (event.data === "take-over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/api/") || url.pathname === "/healthz") return;
  event.respondWith(answer(request, url));
});

async function install() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(FILES.map(([address, sha256]) => keep(cache, address, sha256)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

// Takes a file over from an older set when its bytes are the same; else fetches it. A portal's
// page, or a file of another version, does not hash to what the build said.
async function keep(cache, address, sha256) {
  for (const name of await caches.keys()) {
    const held = name.startsWith("patrolbook-") && (await (await caches.open(name)).match(address));
    if (held && (await hash(held.clone())) === sha256) return cache.put(address, held);
  }
  const fresh = await fetch(address, { cache: "no-cache", redirect: "error" });
  if (!fresh.ok || (await hash(fresh.clone())) !== sha256) throw new Error(`not ours: ${address}`);
  await cache.put(address, fresh);
}

async function hash(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function forgetOlder() {
  for (const name of await caches.keys()) {
    if (name.startsWith("patrolbook-") && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(request, url) {
  const cache = await caches.open(CACHE);
  const page = request.mode === "navigate";
  const held = await cache.match(page ? "/" : url.pathname);
  return held || fetch(request);
}
