// Timers, and calls of the caller's functions. The originals are kept, because in an exercise the learner's code may replace them.

const { setTimeout, clearTimeout, queueMicrotask } = globalThis;
const report: ((error: unknown) => void) | undefined = globalThis.reportError?.bind(globalThis);

/**
 * Calls `act` after `ms` milliseconds, and returns a function that cancels that. A page that was blocked handles the messages that
 * arrived meanwhile before the last turn.
 */
export function later(act: () => void, ms: number): () => void {
  let timer = setTimeout(() => { timer = setTimeout(act); }, ms);
  return () => clearTimeout(timer);
}

export const soon: (act: () => void) => void = (act) => queueMicrotask(act);

/** Calls a function of the caller's. What it throws is reported as an uncaught error, and ends nothing else. */
export function notify(call: (value: unknown) => unknown, value: unknown): void {
  try {
    call(value);
  } catch (error) {
    if (report) report(error);
    else soon(() => { throw error; });
  }
}
