// One exercise alone, for a frame in course material. The page around it hears of its height and of its completion.
//
// Messages are sent to whatever page is around (`"*"`): they hold the exercise's name and nothing about the learner.

import { el } from "./dom.js";

/** The exercise that the address asks for, or undefined where it asks for no frame. */
export function embedded() {
  const query = new URLSearchParams(location.search);
  return query.get("embed") === "1" ? (query.get("exercise") ?? "") : undefined;
}

/** @param {Record<string, unknown>} message */
function tell(message) {
  if (parent !== window) parent.postMessage({ ...message, version: 1 }, "*");
}

/** Tells of the page's height from now on, whenever it changes. @param {string} exercise */
export function tellHeight(exercise) {
  const page = /** @type {HTMLElement} */ (document.querySelector(".page"));
  const observer = new ResizeObserver(() => {
    tell({ type: "every-core/height", exercise, heightPx: Math.ceil(page.getBoundingClientRect().height) });
  });
  observer.observe(page);
}

/**
 * Tells that the exercise is passed: once, be it in an earlier visit, here, or in another tab of this browser.
 * @param {string} exercise
 * @param {import("./progress.js").Progress} progress
 */
export function tellPassed(exercise, progress) {
  let isTold = false;
  const look = () => {
    const { state, attempts } = progress.of(exercise);
    const isPassed = state === "passed";
    if (isPassed && !isTold) tell({ type: "every-core/passed", exercise, attempts });
    // After a reset it can be passed anew.
    isTold = isPassed;
  };
  progress.onChange(look);
  look();
}

/**
 * What the learner can do where memory is not shared, and what the page around must allow.
 * @param {import("../every-core").Environment} environment
 * @param {string} exercise
 */
export function remedy(environment, exercise) {
  if (environment.sharedMemory || parent === window) return "";
  const code = (text) => el("code", {}, text);
  const own = new URL(`${location.pathname}#exercise=${encodeURIComponent(exercise)}`, location.href).href;
  return el("div", {},
    el("p", { class: "ui ex-own" }, "Workers share no memory in this frame. The exercise can be done here as it is, or you can ",
      el("a", { href: own, target: "_blank" }, "open it in its own tab"), "."),
    el("details", { class: "ex-remedy" },
      el("summary", {}, "For whoever embeds this: shared memory is off"),
      el("p", {}, "It works as it is, with isolated workers. For shared memory the page around must be isolated itself: its own answer carries ",
        code("Cross-Origin-Opener-Policy: same-origin"), " and ", code("Cross-Origin-Embedder-Policy: require-corp"),
        ", the frame has ", code('allow="cross-origin-isolated"'), ", and, where the two are of different origins, this page is served with ",
        code("Cross-Origin-Resource-Policy: cross-origin"), ".")));
}
