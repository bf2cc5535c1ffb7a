// The exercises, in their order. An id is for ever: it stands in links, in stored progress and in what instructors collect.

/**
 * @typedef {"predict" | "write"} Kind
 * @typedef {{ id: string, title: string, kind: Kind, minutes: number }} Entry
 */

/** @type {readonly Entry[]} */
export const CATALOGUE = Object.freeze([
  { id: "pool-speedup", title: "How much faster is a pool on this machine?", kind: "predict", minutes: 3 },
  { id: "more-workers", title: "Fewer workers than processors, or more?", kind: "predict", minutes: 3 },
  { id: "ten-times", title: "Ten times the work: what happens to the speed-up?", kind: "predict", minutes: 3 },
  { id: "uneven-pieces", title: "Uneven work: how small should the pieces be?", kind: "predict", minutes: 4 },
  { id: "cut-the-range", title: "Cut the range so that every step is done once", kind: "write", minutes: 8 },
  { id: "uneven-work", title: "Make uneven work use every core", kind: "write", minutes: 8 },
  { id: "every-result", title: "Get every result back, and every error", kind: "write", minutes: 8 },
]);

/** What each kind of exercise is called. */
export const KINDS = Object.freeze({ predict: "predict, run, explain", write: "write it" });

/** @param {string | null} id */
export const find = (id) => CATALOGUE.find((entry) => entry.id === id);
