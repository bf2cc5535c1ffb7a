// Fetches what Python needs, and says how far that is.

import type { Parts } from "./protocol.js";

/** The files that interpreters need, beside the sources of the Python side, and roughly how large each is. */
const LARGE = { "interpreter.js": 1.3e6, "pyodide.asm.wasm": 9.6e6, "python_stdlib.zip": 2.5e6 } as const;
const SOURCES = ["__init__.py", "events.py", "pools.py", "processes.py", "program.py"] as const;
const ALL_BYTES = Object.values<number>(LARGE).reduce((sum, bytes) => sum + bytes);

export interface Files {
  manager: Blob;
  parts: Omit<Parts, "cores">;
}

/** Fetches all files. `onProgress` gets the share that is there. The browser keeps them, so the next visit takes less. */
export async function fetchFiles(onProgress: (share: number) => void, signal: AbortSignal): Promise<Files> {
  let received = 0;
  const onBytes = (bytes: number) => onProgress(Math.min((received += bytes) / ALL_BYTES, 1));
  const load = (name: string) => fetchOne(name, onBytes, signal);
  const [manager, interpreter, wasm, library, ...sources] = await Promise.all([
    load("manager.js"), load("interpreter.js"), load("pyodide.asm.wasm"), load("python_stdlib.zip"), ...SOURCES.map(load),
  ]);
  const texts = sources.map((bytes) => new TextDecoder().decode(bytes));
  const script = (bytes: ArrayBuffer) => new Blob([bytes], { type: "text/javascript" });
  return {
    manager: script(manager),
    parts: { interpreter: script(interpreter), wasm, library, sources: Object.fromEntries(SOURCES.map((name, index) => [name, texts[index] ?? ""])) },
  };
}

async function fetchOne(name: string, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(new URL(name, import.meta.url), { signal });
  if (!response.ok || !response.body) throw new Error(`${name} did not load: ${response.status}`);
  const counted = response.body.pipeThrough(new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  }));
  return new Response(counted).arrayBuffer();
}
