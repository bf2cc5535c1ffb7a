// Registers the service worker, and reloads the page once if the reload isolates it. The outcome is written into the attribute
// `data-service-worker`, which the program reads: "coming", "ready" (a reload isolates the page) or "refused".

void (async () => {
  const RELOADED = "every-core: reloaded to be isolated";
  const { dataset } = document.documentElement;
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  const isIsolated = self.crossOriginIsolated;
  // Only a page from `cargo xtask build` has a version. A local server that sends the headers is used for development, where a
  // cached copy would be stale. In a frame, the outer page decides about isolation, except in Chromium, which obeys
  // Document-Isolation-Policy there. Its mark is a property that only browsers made of it have.
  const isOutOfReach = top !== self && !("userAgentData" in navigator);
  const isUnwanted = new URLSearchParams(location.search).has("nosw") || (isIsolated && isLocal) || isOutOfReach;
  if (isIsolated) storage((session) => session.removeItem(RELOADED));
  if (!dataset["version"] || isUnwanted) return;
  if (isIsolated && document.readyState !== "complete") await nextEvent(self, "load");
  dataset["serviceWorker"] = "coming";
  try {
    const workers = navigator.serviceWorker;
    const registration = await workers.register("sw.js");
    // A browser without the property `crossOriginIsolated` has no shared memory either.
    if (isIsolated !== false) return;
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "redundant") dataset["serviceWorker"] = "refused";
    });
    const { active } = await workers.ready;
    if (!workers.controller && active?.state !== "activated") await nextEvent(workers, "controllerchange");
    dataset["serviceWorker"] = "ready";
    // A reader who has begun to use the page keeps it as it is.
    if (!navigator.userActivation?.hasBeenActive && storage(isFirstReload)) location.reload();
  } catch {
    dataset["serviceWorker"] = "refused";
  }

  /** Notes the reload, and returns whether it is the first one and the note was kept. */
  function isFirstReload(session: Storage): boolean {
    if (session.getItem(RELOADED)) return false;
    session.setItem(RELOADED, "yes");
    return session.getItem(RELOADED) === "yes";
  }

  /** Uses the session's storage. Where it is blocked, returns false: the page might otherwise reload for ever. */
  function storage<T>(use: (session: Storage) => T): T | false {
    try {
      return use(sessionStorage);
    } catch {
      return false;
    }
  }

  function nextEvent(target: EventTarget, name: string): Promise<Event> {
    return new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
  }
})();
