// The steps of a lesson in class view. They are those of docs/TEACHING.md; a test compares the two.

export interface Step {
  /** When it is due, in minutes from the beginning. */
  readonly minutes: string;
  readonly title: string;
  /** What the class does. */
  readonly task: string;
  /** The part of the page that it is about: a section, or an exercise (`exercise=NAME`). */
  readonly place: string;
}

export const STEPS: readonly Step[] = [
  { minutes: "0–3", title: "Run it once", task: "Guess, then press Run, all together. What froze, and for how long?", place: "lesson" },
  { minutes: "3–8", title: "How much faster is a pool?", task: "Write your prediction down before anyone presses Run.", place: "exercise=pool-speedup" },
  { minutes: "8–10", title: "Where did the rest go?", task: "Find the largest part that is not useful work. Is it the same one on your neighbour’s machine?", place: "loss" },
  { minutes: "10–14", title: "Fewer workers, or more?", task: "Predict the fastest pool. Two people with different machines show their results.", place: "exercise=more-workers" },
  { minutes: "14–17", title: "Ten times the work", task: "Who expects a larger speed-up? Who expects the same?", place: "exercise=ten-times" },
  { minutes: "17–20", title: "Uneven work", task: "Predict how many times as fast small pieces are.", place: "exercise=uneven-pieces" },
  { minutes: "20–22", title: "Watch the cores", task: "Watch the pool at work. Which worker is the last one, and why?", place: "lanes" },
  { minutes: "22–29", title: "Cut the range", task: "Write the bounds yourself. The exercises after this one are homework.", place: "exercise=cut-the-range" },
  { minutes: "29–30", title: "All machines on one figure", task: "Export your file and hand it in. Then all files are dropped onto this page.", place: "class-files" },
];
