// Writes down what the page says on its console and what nobody caught, for the report of a failed test. And gives the page's comparisons
// a number of rounds, because they last up to 20 s otherwise, and no race before the first.
(() => {
  const lines = (window.__recorded = []);
  const written = (value) => {
    if (value instanceof Error) return value.stack || String(value);
    try {
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    } catch {
      return String(value);
    }
  };
  for (const level of ["debug", "log", "info", "warn", "error"]) {
    const original = console[level];
    console[level] = (...values) => {
      lines.push(`${level}: ${values.map(written).join(" ")}`);
      original.apply(console, values);
    };
  }
  addEventListener(
    "error",
    (event) => {
      const source = event.target?.src || event.target?.href;
      if (event.message === undefined && source) lines.push(`uncaught: could not load ${source}`);
      else lines.push(`uncaught: ${event.message} (${event.filename}:${event.lineno})`);
    },
    true,
  );
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    lines.push(`error: the policy ${violatedDirective} forbids ${blockedURI} (${sourceFile}:${lineNumber})`));
  try {
    sessionStorage.setItem("__loads", 1 + Number(sessionStorage.getItem("__loads")));
  } catch {
    // Loads are only counted where there is storage.
  }
  document.addEventListener("every-core:ready", () => everyCore.page.set({ rounds: 6, race: false }));
  addEventListener("unhandledrejection", (event) => lines.push(`unhandled rejection: ${written(event.reason)}`));
})();
