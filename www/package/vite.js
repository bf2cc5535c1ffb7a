// A plugin for Vite: serves and publishes the files of Every Core as they are, at `every-core/` beside the page.

import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SITE = fileURLToPath(new URL("./site/", import.meta.url));
const FOLDER = "every-core/";
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const ISOLATING = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const names = readdirSync(SITE, { recursive: true }).map((name) => name.replaceAll("\\", "/")).filter((name) => statSync(join(SITE, name)).isFile());

/** Returns the plugin. With `isolate: false`, Vite's servers send no headers for shared memory, and pools are isolated ones. */
export default function everyCore(options = {}) {
  for (const name of Object.keys(options)) if (name !== "isolate") throw new TypeError(`everyCore: ${name} is not allowed; the only option is isolate`);
  const { isolate = true } = options;
  if (typeof isolate !== "boolean") throw new TypeError(`everyCore: isolate must be true or false, not ${isolate}`);
  const headers = isolate ? ISOLATING : {};
  let base = "/";
  return {
    name: "every-core",
    config: () => ({ optimizeDeps: { exclude: ["every-core"] }, server: { headers }, preview: { headers } }),
    configResolved(config) {
      base = config.base;
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = new URL(request.url, "http://localhost").pathname;
        const prefix = (base.startsWith("/") ? base : "/") + FOLDER;
        const name = names.find((name) => path === prefix + name);
        if (!name) return next();
        response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "text/plain", ...headers });
        createReadStream(join(SITE, name)).pipe(response);
      });
    },
    generateBundle() {
      for (const name of names) this.emitFile({ type: "asset", fileName: FOLDER + name, source: readFileSync(join(SITE, name)) });
    },
  };
}
