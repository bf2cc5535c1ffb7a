// The page's API as a module: `import everyCore from "./every-core.mjs"` in a script of the page gives the same object as
// `window.everyCore`, once the program has started. The import rejects if it does not start.

import type { EveryCore } from "./every-core";

const PATIENCE_MS = 30_000;
export default await new Promise<EveryCore>((resolve, reject) => {
  const started = () => resolve(window.everyCore);
  if ("everyCore" in window) started();
  else {
    addEventListener("TrunkApplicationStarted", started, { once: true });
    setTimeout(() => reject(new Error("Every Core has not started within 30 s; what is wrong stands on its page")), PATIENCE_MS);
  }
});
