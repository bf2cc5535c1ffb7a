// poolifier-web-worker 0.5.15 refuses to start in a worker of a browser, because it looks for `window`, which workers lack.
globalThis.window ??= globalThis;
