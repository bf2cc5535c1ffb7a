// What a worker gets together, and what is known about its cost.

import type { Crew } from "./crew.js";
import { MOST_FUNCTIONS } from "./wire.js";
import type { Chunk, Task } from "./work.js";

/** The longest batch of single calls, by their measured time and by their number. */
const BATCH_MS = 1;
const MOST_IN_BATCH = 512;
/** A function whose batch took this many times as long as expected is not batched again. */
const UNEVEN = 4;
/** From this number of items on, numbers are sent as one block of memory. */
const FEWEST_PACKED = 16;

/** A batch that a worker has. */
export interface Batch {
  chunks: readonly Chunk[];
  items: number;
}

/** Functions by their slot, and the other way round. The oldest one makes room. */
export class Slots {
  readonly #slots = new Map<string, number>();
  readonly #sources: string[] = [];
  #next = 0;

  of(source: string): number {
    const known = this.#slots.get(source);
    if (known !== undefined) return known;
    const slot = this.#next;
    this.#next = (slot + 1) % MOST_FUNCTIONS;
    const old = this.#sources[slot];
    if (old !== undefined) this.#slots.delete(old);
    this.#sources[slot] = source;
    this.#slots.set(source, slot);
    return slot;
  }
}

/** Returns the chunk, and the single calls that may go with it: at most `most` in all. */
export function batchOf(chunk: Chunk, crew: Crew, workers: number, most: number): Chunk[] {
  const batch = [chunk];
  const { task } = chunk.work;
  if (!chunk.work.isCall || task.costMs === undefined) return batch;
  const count = Math.min(Math.floor(crew.waiting / (2 * workers)), MOST_IN_BATCH, most, BATCH_MS / task.costMs);
  while (batch.length < count) {
    const { first } = crew;
    if (!first?.isCall || first.task !== task) break;
    const next = crew.next();
    if (!next) break;
    batch.push(next);
  }
  return batch;
}

/** Notes what a call of the function takes. */
export function measure({ chunks, items }: Batch, tookMs: number): void {
  const task: Task | undefined = chunks[0]?.work.task;
  if (!task) return;
  const each = Math.max(tookMs / items, BATCH_MS / MOST_IN_BATCH);
  const expected = (task.costMs ?? each) * items;
  // Rises at once and falls slowly.
  task.costMs = chunks.length > 1 && tookMs > UNEVEN * Math.max(expected, BATCH_MS) ? Infinity : Math.max(each, ((task.costMs ?? each) + each) / 2);
}

/** Returns numbers as one block of memory, which is sent without a copy; null if any item is something else. */
export function asNumbers(items: readonly unknown[]): Float64Array<ArrayBuffer> | null {
  if (items.length < FEWEST_PACKED) return null;
  for (let index = 0; index < items.length; index++) if (typeof items[index] !== "number") return null;
  return Float64Array.from(items as number[]);
}
