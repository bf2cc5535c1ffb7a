import type { Plugin } from "vite";

/**
 * Serves and publishes the files of Every Core at `every-core/` beside the page. `isolate`, by default true, makes Vite's own servers send
 * the headers that shared memory needs; the host of the built page must send them itself.
 */
export default function everyCore(options?: { isolate?: boolean }): Plugin;
