// Chooses the lecture's number of steps for this machine.

import type { EveryCore } from "../every-core";

/** How long the serial run should take, roughly. */
const SERIAL_MS = 4000;
/** How many times as long a step takes in this CPython as in Rust, roughly. The serial run may take half as long, or twice. */
const SLOWER = 100;
const TRIAL_STEPS = 20_000_000;
const TRIALS = 3;

/** Returns the program with the number of steps that this machine does serially in a few seconds, as far as its speed in Rust tells. */
export async function sized(program: string, everyCore: EveryCore): Promise<string> {
  let fastestMs = Infinity;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const { elapsedMs } = await everyCore.run({ strategy: "serial", workload: "do_math", steps: TRIAL_STEPS });
    fastestMs = Math.min(fastestMs, elapsedMs);
  }
  const millions = (TRIAL_STEPS * SERIAL_MS) / fastestMs / SLOWER / 1e6;
  if (!Number.isFinite(millions)) return program;
  return program.replace(/^STEPS = .*$/m, `STEPS = ${Math.min(Math.max(Math.round(millions), 1), 999)}_000_000`);
}
