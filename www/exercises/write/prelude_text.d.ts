/** The text of `prelude.ts` and its imports, which `xtask/src/www.rs` writes: an expression whose value takes the learner's code. */
export const PRELUDE: string;
