// The parts of npm's `pyodide` that are used here. Its own declarations need Node's, and say nothing of `pyodide.asm.mjs`.

declare module "pyodide/pyodide.asm.mjs" {
  /** What Emscripten made of CPython. */
  const createPyodideModule: unique symbol;
  export default createPyodideModule;
}

declare module "pyodide/pyodide-lock.json" {
  /** The version that the packages of this list are for. */
  export const info: object;
}

declare module "pyodide/pyodide.mjs" {
  export interface Writer {
    isatty: boolean;
    /** Takes bytes, and returns how many it took. */
    write: (bytes: Uint8Array) => number;
  }

  export interface PythonFunction {
    (...given: unknown[]): unknown;
    /** Calls it so that it can be suspended. */
    callPromising: (...given: unknown[]) => Promise<unknown>;
  }

  export interface Pyodide {
    FS: { mkdirTree: (path: string) => void; writeFile: (path: string, content: string | Uint8Array) => void };
    setStdin: (reader: { stdin: () => null }) => void;
    setStdout: (writer: Writer) => void;
    setStderr: (writer: Writer) => void;
    registerJsModule: (name: string, module: object) => void;
    runPython: (source: string) => unknown;
    makeMemorySnapshot: () => Uint8Array<ArrayBuffer>;
    pyimport: (name: string) => Record<string, PythonFunction>;
    toPy: (value: Uint8Array) => { tobytes: () => unknown };
  }

  export function loadPyodide(options: Readonly<Record<string, unknown>>): Promise<Pyodide>;
}
