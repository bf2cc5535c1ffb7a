// Shows one exercise alone, for a frame in course material, and tells the page around it the frame's height and that the exercise is
// passed. Messages go to any parent (`"*"`): they hold the exercise's name and nothing about the learner.

import { el, first } from "../common/dom.js";
import type { Environment } from "../every-core";
import type { Progress } from "./progress.js";

/** Returns the exercise that the address asks for, or undefined where it asks for no frame. */
export function embedded(): string | undefined {
  const query = new URLSearchParams(location.search);
  return query.get("embed") === "1" ? (query.get("exercise") ?? "") : undefined;
}

/** What the frame posts to the page around it. */
export type Message = { type: "every-core/height"; exercise: string; heightPx: number } | { type: "every-core/passed"; exercise: string; attempts: number };

function post(message: Message): void {
  if (parent !== window) parent.postMessage({ ...message, version: 1 }, "*");
}

/** Posts the page's height from now on, whenever it changes. */
export function postHeight(exercise: string): void {
  const page = first(document, ".page");
  const observer = new ResizeObserver(() => {
    post({ type: "every-core/height", exercise, heightPx: Math.ceil(page.getBoundingClientRect().height) });
  });
  observer.observe(page);
}

/** Posts once that the exercise is passed, also if that happened in an earlier visit or in another tab of this browser. */
export function postPassed(exercise: string, progress: Progress): void {
  let isPosted = false;
  const look = () => {
    const { state, attempts } = progress.of(exercise);
    const isPassed = state === "passed";
    if (isPassed && !isPosted) post({ type: "every-core/passed", exercise, attempts });
    // After a reset, the exercise can be passed again.
    isPosted = isPassed;
  };
  progress.onChange(look);
  look();
}

/** Returns what the learner can do where memory is not shared, and what the embedding page must allow; "" where it is shared. */
export function remedy(environment: Environment, exercise: string): HTMLElement | "" {
  if (environment.sharedMemory || parent === window) return "";
  const code = (text: string) => el("code", {}, text);
  const own = new URL(`${location.pathname}#exercise=${encodeURIComponent(exercise)}`, location.href);
  return el("div", {},
    el("p", { class: "ui ex-own" }, "Workers share no memory in this frame. The exercise can be done here as it is, or you can ",
      el("a", { href: own, target: "_blank" }, "open it in its own tab"), "."),
    el("details", { class: "ex-remedy" },
      el("summary", {}, "For the course that embeds this page: shared memory is off"),
      el("p", {}, "It works as it is, with isolated workers. For shared memory in this browser, the page around must be isolated itself: its own answer carries ",
        code("Cross-Origin-Opener-Policy: same-origin"), " and ", code("Cross-Origin-Embedder-Policy: require-corp"),
        ", and the frame has ", code('allow="cross-origin-isolated"'), ". In Chromium and Edge, this page's own headers are enough.")));
}
