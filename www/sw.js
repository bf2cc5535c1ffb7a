// The service worker: isolates the page on hosts that cannot send the two headers, and keeps the site for offline reading.
// Only files of one version ever meet: all but the pages lie in a folder named after their version (`v/VERSION/`), each is
// checked against its hash when it is fetched, and a page is only taken if it names this very version.

// `cargo xtask build` writes the version, and each file with its hash; pages have none.
const SITE = { version: "", files: {} };

// Sites in other folders of this host have caches of their own.
const OURS = `every-core ${registration.scope} `;
const NAME = OURS + SITE.version;
// Versions before this one are kept for pages that are still open.
const KEPT = 3;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetchAll());
});

addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === "GET" && url.href.startsWith(registration.scope);
  if (isOurs && !url.searchParams.has("nosw")) event.respondWith(answer(event.request, url));
});

async function fetchAll() {
  const cache = await caches.open(NAME);
  await Promise.all(Object.entries(SITE.files).map(async ([path, hash]) => {
    // A page must be today's; what lies in a version's folder never changes.
    const response = await fetch(path, hash ? {} : { cache: "no-cache" });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(path, hash ? await ownFile(path, hash, response) : await ownPage(path, response));
  }));
}

// A file of this version: it begins its hash as the list says. That is not to keep anyone out, who would change the list as
// well, but to find files that are cut off or of another version; nine bytes are enough for it.
async function ownFile(path, hash, response) {
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  if (!btoa(String.fromCharCode(...digest)).startsWith(hash)) throw new Error(`${path} is not of this version`);
  return isolating(response, body);
}

// A page of this version. Where the host does not isolate it, it says who does.
async function ownPage(path, response) {
  const text = await response.text();
  if (!text.includes(`data-version="${SITE.version}"`)) throw new Error(`${path || "the page"} is of another version`);
  return isolating(response, isIsolating(response) ? text : text.replace("<html", '<html data-isolated-by="service-worker"'));
}

async function answer(request, url) {
  const address = url.origin + url.pathname.replace(/\/index\.html$/, "/");
  const cache = await caches.open(NAME);
  const kept = (await cache.match(address)) ?? (await caches.match(address));
  if (kept) return kept;
  const response = await fetch(request);
  return response.ok ? isolating(response, response.body) : response;
}

function isIsolating({ headers }) {
  return headers.has("Cross-Origin-Opener-Policy") && headers.has("Cross-Origin-Embedder-Policy");
}

function isolating(response, body) {
  const headers = new Headers(response.headers);
  // The body is unpacked by now.
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return new Response(body, { status: response.status, headers });
}

async function tidy() {
  const older = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
  await Promise.all(older.slice(0, -KEPT).map((name) => caches.delete(name)));
}
