// Runs before Pyodide in the same script. Pyodide refuses to run in a classic worker, because there it could not import its other files;
// here they are all in this script. It recognises such a worker by a call of `importScripts` that succeeds.

Reflect.set(globalThis, "importScripts", undefined);
