// Registers the service worker, and reloads the page once where that isolates it. What comes of it stands in
// `data-service-worker`, for the program to tell the reader: "coming", "ready" (reload to be isolated) or "refused".

(async () => {
  const RELOADED = "every-core: reloaded to be isolated";
  const { dataset } = document.documentElement;
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  const isIsolated = self.crossOriginIsolated;
  // Only a page from `cargo xtask build` has a version. Whoever works on this machine, with the headers, has no use for a
  // copy that is kept. In a frame the outer page decides.
  const isUnwanted = new URLSearchParams(location.search).has("nosw") || (isIsolated && isLocal) || top !== self;
  if (isIsolated) storage((session) => session.removeItem(RELOADED));
  if (!dataset.version || isUnwanted) return;
  if (isIsolated && document.readyState !== "complete") await heard(self, "load");
  dataset.serviceWorker = "coming";
  try {
    const workers = navigator.serviceWorker;
    const registration = await workers.register("sw.js");
    // A browser that has no such word has no shared memory either.
    if (isIsolated !== false) return;
    registration.installing?.addEventListener("statechange", ({ target }) => {
      if (target.state === "redundant") dataset.serviceWorker = "refused";
    });
    const { active } = await workers.ready;
    if (!workers.controller && active.state !== "activated") await heard(workers, "controllerchange");
    dataset.serviceWorker = "ready";
    // Whoever has begun to use the page keeps it.
    if (!navigator.userActivation?.hasBeenActive && storage(isFirst)) location.reload();
  } catch {
    dataset.serviceWorker = "refused";
  }

  function isFirst(session) {
    if (session.getItem(RELOADED)) return false;
    session.setItem(RELOADED, "yes");
    return session.getItem(RELOADED) === "yes";
  }

  // Where nothing can be remembered, a reload might be the second: no.
  function storage(use) {
    try {
      return use(sessionStorage);
    } catch {
      return false;
    }
  }

  function heard(target, name) {
    return new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
  }
})();
