// Finds out which of the page's files keeps the program from starting, and says what to do about it. It is loaded when the start has
// failed, as a classic script, because modules may be what fails.

{
  const { say, reasons } = window.everyCoreStart ?? { say: () => {}, reasons: [] };
  const TYPES: Readonly<Record<string, string>> = { js: "text/javascript", css: "text/css", wasm: "application/wasm" };
  const RELOAD = "Reload the page. If that does not help, for the host:";

  /** Returns what is wrong with a file and what to do; an empty string if nothing is. */
  async function wrongWith(address: string): Promise<string> {
    const name = new URL(address).pathname.split("/").at(-1) ?? address;
    const wanted = TYPES[name.split(".").at(-1) ?? ""];
    if (!wanted) return "";
    let response: Response;
    let bytes: ArrayBuffer;
    try {
      response = await fetch(address);
      bytes = await response.arrayBuffer();
    } catch {
      return `${name} cannot be reached. Check the connection and reload the page.`;
    }
    const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() || "nothing in particular";
    if (!response.ok) return `the host has no ${name} (it answers ${response.status}). ${RELOAD} upload every file of the site, all of one version.`;
    if (type === "text/html") {
      return `in the place of ${name}, the host sends a web page. ${RELOAD} its rule that answers unknown addresses with a page must not hold for files, and ${name} has to be there.`;
    }
    if (wanted === TYPES["js"] ? !/javascript|ecmascript/.test(type) : wanted === TYPES["css"] && type !== wanted) {
      return `the host sends ${name} as ${type}. ${RELOAD} it has to be sent as ${wanted}.`;
    }
    if (wanted === TYPES["wasm"]) {
      const isWasm = [0, 0x61, 0x73, 0x6d].every((byte, index) => new Uint8Array(bytes)[index] === byte);
      if (!isWasm) return `${name} is not a program. ${RELOAD} upload the file again, without any conversion.`;
      if (!WebAssembly.validate(bytes)) return `${name} arrived incomplete or damaged (${bytes.byteLength} bytes). ${RELOAD} upload the file again.`;
    }
    return "";
  }

  /** Returns what the browser itself said. */
  function told(): string {
    const violation = reasons.find((reason) => reason instanceof SecurityPolicyViolationEvent);
    const words = reasons.map((reason) => (reason instanceof Error ? reason.message : "")).find((message) => message) ?? "";
    if (violation || /unsafe-eval|content security policy|csp/i.test(words)) {
      const needs = violation && !/wasm|eval/.test(violation.blockedURI) ? `${violation.effectiveDirective} has to allow ${violation.blockedURI}` : "script-src has to contain 'wasm-unsafe-eval'";
      return `the site’s Content-Security-Policy forbids it. For the host: ${needs}.`;
    }
    if (words) return `the browser says “${words.slice(0, 200)}”. ${RELOAD} the files are incomplete or of two versions.`;
    return "a part of it could not be reached, and now it can. Reload the page.";
  }

  const files = document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>("script[src], link[rel=stylesheet], link[rel=modulepreload], link[rel=preload]");
  const addresses = new Set([...files].map((file) => ("src" in file ? file.src : file.href)));
  void Promise.all([...addresses].map(wrongWith)).then((causes) => {
    say(`The program did not load: ${causes.find((cause) => cause) ?? told()}`);
  });
}
