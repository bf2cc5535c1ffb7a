// The API as a module: `import everyCore from ".../every-core.mjs"`. On Every Core's own page this is `window.everyCore`. On any other
// page of the same origin the import starts the program, without the page: no elements, no styles. It rejects if the program
// does not start.

import type { EveryCore } from "./every-core";

const PATIENCE_MS = 30_000;

/** Waits for the program that this page starts itself. */
const ofThisPage = () => new Promise<EveryCore>((resolve, reject) => {
  const started = () => resolve(window.everyCore);
  if ("everyCore" in window) started();
  else {
    addEventListener("TrunkApplicationStarted", started, { once: true });
    setTimeout(() => reject(new Error("Every Core has not started within 30 s; what is wrong stands on its page")), PATIENCE_MS);
  }
});

/** Starts the program. The browser starts workers from files of the page's own origin only. */
const withoutAPage = async () => {
  if (typeof document === "undefined") throw new Error("every-core.mjs must be imported by a page; a worker cannot start the program");
  const { origin } = new URL(import.meta.url);
  if (origin !== location.origin) {
    throw new Error(`every-core.mjs was imported from ${origin} by a page of ${location.origin}: put Every Core's files on the page's own origin, because browsers start workers from there only`);
  }
  return (await import("./engine.js")).default;
};

export default await (globalThis.document?.documentElement.hasAttribute("data-every-core") ? ofThisPage() : withoutAPage());
