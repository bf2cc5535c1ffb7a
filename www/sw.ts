// The service worker. It isolates the page on hosts that cannot send the headers, and keeps the site for offline reading.
// Files of two versions never mix: all files but the pages lie in a folder named after their version (`v/VERSION/`), each file is
// checked against its hash when it is fetched, and a page is only taken if it names this version.

declare const self: ServiceWorkerGlobalScope;

// `cargo xtask build` fills in the version, and each file with its hash. Pages have an empty hash. The files in `wanted` are large, and
// are kept when they are wanted for the first time.
const SITE: { version: string; files: Record<string, string>; wanted: Record<string, string> } = { version: "", files: {}, wanted: {} };

// The scope is part of the name, because sites in other folders of this host have caches of their own.
const OURS = `every-core ${self.registration.scope} `;
const NAME = OURS + SITE.version;
// The headers of every host (docs/HOSTING.md). The first two isolate a page in a tab, the last one also in a frame where the browser knows it.
const ISOLATING = [
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Embedder-Policy", "require-corp"],
  ["Cross-Origin-Resource-Policy", "cross-origin"],
  ["Document-Isolation-Policy", "isolate-and-require-corp"],
] as const;
// This many older versions are kept for pages that are still open.
const KEPT = 3;

self.addEventListener("install", (event) => {
  void self.skipWaiting();
  event.waitUntil(fetchAll());
});

self.addEventListener("activate", (event) => event.waitUntil(removeOldCaches().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === "GET" && url.href.startsWith(self.registration.scope);
  if (isOurs && !url.searchParams.has("nosw")) event.respondWith(answer(event, url));
});

async function fetchAll(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(Object.entries(SITE.files).map(async ([path, hash]) => {
    // A page is fetched past the HTTP cache. Files in a version's folder never change.
    const response = await fetch(path, hash ? {} : { cache: "no-cache" });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(path, hash ? await checkedFile(path, hash, response) : await checkedPage(path, response));
  }));
}

/**
 * Returns the response if the file is of this version: its hash begins as the list says. This finds truncated files and files of
 * another version. It is no protection against an attacker, who would change the list as well, so six bytes are enough.
 */
async function checkedFile(path: string, hash: string, response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  if (!btoa(String.fromCharCode(...digest)).startsWith(hash)) throw new Error(`${path} is not of this version`);
  return isolating(response, body);
}

/** Returns the page if it is of this version. Where the host does not isolate it, the page is marked as isolated from here. */
async function checkedPage(path: string, response: Response): Promise<Response> {
  const text = await response.text();
  if (!text.includes(`data-version="${SITE.version}"`)) throw new Error(`${path || "the page"} is of another version`);
  return isolating(response, isIsolating(response) ? text : text.replace("<html", '<html data-isolated-by="service-worker"'));
}

async function answer(event: FetchEvent, url: URL): Promise<Response> {
  const address = url.origin + url.pathname.replace(/\/index\.html$/, "/");
  const cache = await caches.open(NAME);
  const kept = (await cache.match(address)) ?? (await caches.match(address));
  if (kept) return kept;
  const response = await fetch(event.request);
  if (!response.ok) return response;
  const path = address.slice(self.registration.scope.length);
  const hash = SITE.wanted[path];
  if (hash) event.waitUntil(keep(cache, path, hash, response.clone()));
  return isolating(response, response.body);
}

/** Keeps a file that was wanted. If it cannot be kept, it is fetched again the next time. */
async function keep(cache: Cache, path: string, hash: string, response: Response): Promise<void> {
  try {
    await cache.put(path, await checkedFile(path, hash, response));
  } catch (error) {
    console.warn(error);
  }
}

function isIsolating({ headers }: Response): boolean {
  return ISOLATING.slice(0, 2).every(([name]) => headers.has(name));
}

function isolating(response: Response, body: BodyInit | null): Response {
  const headers = new Headers(response.headers);
  // The body has been decompressed.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  for (const [name, value] of ISOLATING) headers.set(name, value);
  return new Response(body, { status: response.status, headers });
}

async function removeOldCaches(): Promise<void> {
  const older = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  await Promise.all(older.slice(0, -KEPT).map((name) => caches.delete(name)));
}
