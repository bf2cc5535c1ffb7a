// Lists the exercises in their order. An id never changes, because it stands in links, in stored progress and in exported files.

export type Kind = "predict" | "write";

export interface Entry {
  readonly id: string;
  /** `xtask/src/exercises.rs` reads the titles from here, for the previews of links. */
  readonly title: string;
  readonly kind: Kind;
  readonly minutes: number;
}

export const CATALOGUE: readonly Entry[] = [
  { id: "pool-speedup", title: "How much faster is a pool on this machine?", kind: "predict", minutes: 3 },
  { id: "more-workers", title: "Fewer workers than processors, or more?", kind: "predict", minutes: 3 },
  { id: "ten-times", title: "Ten times the work: what happens to the speed-up?", kind: "predict", minutes: 3 },
  { id: "uneven-pieces", title: "Uneven work: how small should the pieces be?", kind: "predict", minutes: 4 },
  { id: "cut-the-range", title: "Cut the range so that every step is done once", kind: "write", minutes: 8 },
  { id: "uneven-work", title: "Make uneven work use every core", kind: "write", minutes: 8 },
  { id: "every-result", title: "Get every result back, and every error", kind: "write", minutes: 8 },
];

/** The name of each kind of exercise. */
export const KINDS: Readonly<Record<Kind, string>> = { predict: "predict, run, explain", write: "write it" };

/** Returns the exercise of this name, if there is one. */
export const find = (id: unknown): Entry | undefined => CATALOGUE.find((entry) => entry.id === id);
