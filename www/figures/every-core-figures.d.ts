/** The wasm module that draws Fig. 1 to 5, as wasm-bindgen makes it (`figures/`). */
export default function init(): Promise<unknown>;
/** Draws from now on whenever the page has a new report. */
export function listen(): void;
