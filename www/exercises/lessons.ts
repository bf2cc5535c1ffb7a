// Says what to take away from each exercise, and what to expect on other machines.

import { el } from "../common/dom.js";

interface Lesson {
  takeAway: string;
  /** What to expect on machines with 2, 8 and 64 cores. */
  expect: readonly [two: string, eight: string, sixtyFour: string];
}

const CORES = [2, 8, 64] as const;

const LESSONS: Readonly<Record<string, Lesson>> = {
  "pool-speedup": {
    takeAway: "A pool divides the work, but workers slow each other down, and one of them finishes last. Give a speed-up with its interval, and say where the rest went.",
    expect: [
      "A little under 2×, or much less if the two are threads of one core.",
      "Below 8×: two processors often share a core, and clocks fall when all of them are busy.",
      "Far below 64× in a short run: waiting for the first piece and for the last worker then take as long as a worker’s own share.",
    ],
  },
  "more-workers": {
    takeAway: "More workers help until every processor has one. After that they take turns: nothing is gained, and a little is lost at the end.",
    expect: [
      "2 workers are nearly twice as fast as one, and 4 are no faster than 2.",
      "From 4 workers to 8 the speed-up may grow by less than twice, because processors share cores. 16 are no faster than 8.",
      "From 32 workers to 64 the gain depends on shared cores and clocks, so measure it. 128 workers only take longer to start.",
    ],
  },
  "ten-times": {
    takeAway: "If ten times the work takes ten times as long, costs that are paid once per run do not matter. What limits the pool is then paid with every step.",
    expect: [
      "The speed-up hardly changes: two pieces are handed out in no time.",
      "It rises a little if the shorter run takes only a few milliseconds.",
      "It rises clearly: of the shorter run, each worker’s share is so small that the waits at both ends are a large part of it.",
    ],
  },
  "uneven-pieces": {
    takeAway: "Cut uneven work into many more pieces than workers, so that a worker that is done finds another one. Each piece costs a short pause, so do not cut further than that.",
    expect: [
      "Up to twice as fast with small pieces: of two large ones, one holds nearly all of the work.",
      "Several times as fast: of eight large pieces, one or two hold most of the work, and the other workers wait.",
      "More still, because with large pieces most of the 64 workers are done at once. The pauses between a thousand small ones begin to show.",
    ],
  },
  "cut-the-range": {
    takeAway: "Bounds are integers, every piece begins where the one before it ends, and the last one ends where the range does. The sum of a serial run tells you whether it worked.",
    expect: [
      "There is one bound inside the range, so an error is easy to see.",
      "Most ranges cannot be divided by 8: up to seven steps are left over, and some pieces get one more.",
      "Up to 63 steps are left over. If one piece gets all of them, nothing is wrong, but in a short range everyone waits for it.",
    ],
  },
  "uneven-work": {
    takeAway: "You rarely know beforehand which pieces are expensive. Hand out many small ones, each to a worker that is free.",
    expect: [
      "A dozen pieces keep two workers busy to the end.",
      "About a hundred pieces are enough for eight.",
      "About a thousand. With fewer, workers wait at the end; with many more, the messages cost more than they save.",
    ],
  },
  "every-result": {
    takeAway: "Ask every job for its result, and wait for all of them. If you do not ask, a task that failed looks like a fast one.",
    expect: [
      "If one of two jobs fails, half of the total is missing, and you notice.",
      "If one of eight fails, the total still looks plausible.",
      "If one of 64 fails, the total looks right. Only asking every job shows that it is not.",
    ],
  },
};

/** Returns the lesson of the exercise of this name, for its end. */
export function lessonOf(id: string): HTMLElement {
  const lesson = LESSONS[id];
  if (!lesson) throw new Error(`the exercise “${id}” has no lesson`);
  return el("section", { class: "ex-lesson", "aria-label": "What to take away" },
    el("h4", {}, "What to take away"), el("p", {}, lesson.takeAway),
    el("h4", {}, "What to expect elsewhere"),
    el("dl", {}, ...CORES.map((cores, index) => el("div", {}, el("dt", {}, `${cores} cores`), el("dd", {}, lesson.expect[index] ?? "")))));
}
