// Keeps the last comparison as long as the tab is open, so that a reload does not lose it.

import type { CompareReport } from "../every-core";

/** The storage key. Its number changes with the format. */
const KEY = "every-core.last.1";

/** Shows what was kept before the page was loaded again, and keeps what is measured from now on. */
export function begin(): void {
  document.addEventListener("every-core:report", keep);
  const kept = stored((storage) => storage.getItem(KEY));
  // A comparison that has ended since is newer.
  if (kept && !window.everyCore.page?.reports().compare) void show(kept);
}

/** Storage may be full or blocked. Then nothing is kept. */
function stored<Value>(use: (storage: Storage) => Value): Value | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

function keep(): void {
  const { page } = window.everyCore;
  const compare = page?.isRunning() ? null : page?.reports().compare;
  if (compare) stored((storage) => storage.setItem(KEY, JSON.stringify(small(compare))));
}

/** Returns a report without what is said of single tiles, which can be megabytes. */
function small(report: CompareReport): CompareReport {
  const strategies = report.strategies.map((entry) => ({ ...entry, samplesMs: [], medianRun: { ...entry.medianRun, tileLog: [], perWorker: [] } }));
  return { ...report, strategies };
}

async function show(kept: string): Promise<void> {
  try {
    const share = await import("../share/share.js");
    await share.showLast(JSON.parse(kept) as CompareReport);
  } catch {
    // It is of another version, was changed, or a part of the page did not load. The lecture's result stays.
  }
}
