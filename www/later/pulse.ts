// The page pulse: a band while this page draws frames, and a dotted red line across each gap. The freezes in reports are measured
// elsewhere.

import { byId, el, svg } from "../common/dom.js";
import { duration, plural } from "../common/numbers.js";

/** The time that the strip covers. */
const SHOWN_MS = 8_000;
/** The time between two drawings of the strip. Drawing costs more than recording a frame. */
const REDRAW_MS = 250;
/** The time between two drawings during an experiment, because that needs the cores. */
const BUSY_REDRAW_MS = 1_000;
/**
 * The time without a sign of life after which the strip rests, to spare the processor while the reader only reads. It is shorter than
 * what the strip covers, so that a freeze at the end of a run is still in view.
 */
const AWAKE_MS = 3_000;
const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "scroll", "every-core:start", "every-core:report"];
/** The shortest gap between frames that is left open in the band, and how long a frame before such a gap is drawn. */
const SHAKY_MS = 50;
const ONE_FRAME_MS = 16;
/** The shortest gap between frames that is drawn as a freeze. */
const STILL_MS = 150;

const island = byId("pulse");
let frames: number[] = [];
let drawnMs = -Infinity;
let lastSignMs = performance.now();
let isAwake = false;

/** Draws the strip. `rests` is whether recording stops after this drawing. */
function draw(nowMs: number, rests: boolean): void {
  const x = (ms: number) => (100 - ((nowMs - ms) / SHOWN_MS) * 100).toFixed(2);
  const lastSecond = frames.filter((frameMs) => frameMs > nowMs - 1_000).length;
  const gaps: SVGElement[] = [];
  let band = "";
  let beforeMs: number | undefined;
  for (const frameMs of frames) {
    if (beforeMs !== undefined) {
      const gapMs = frameMs - beforeMs;
      band += `M${x(beforeMs)} 4V20H${x(gapMs < SHAKY_MS ? frameMs : beforeMs + ONE_FRAME_MS)}V4`;
      if (gapMs > STILL_MS) {
        gaps.push(svg("line", { x1: `${x(beforeMs)}%`, x2: `${x(frameMs)}%`, y1: 12, y2: 12, stroke: "var(--pencil)", "stroke-width": 1.5, "stroke-dasharray": "1.5 3" }));
      }
      // A label fits only into a gap of this width.
      if (gapMs > 0.06 * SHOWN_MS) {
        gaps.push(svg("text", { x: `${x((beforeMs + frameMs) / 2)}%`, y: 17, class: "t-pencil halo", "text-anchor": "middle" }, duration(gapMs)));
      }
    }
    beforeMs = frameMs;
  }
  island.replaceChildren(
    el("div", { class: "pulse-head" }, el("span", {}, el("b", {}, "Page pulse"), "\u2002solid while this page draws frames"),
      el("span", { class: "num" }, rests ? "resting" : `now ${plural(lastSecond, "frame")} a second`)),
    // The band is one path: hundreds of elements, drawn four times a second, kept a core busy without hardware drawing. A tick for each
    // frame would be narrower than a pixel, and look like noise.
    svg("svg", { width: "100%", height: 28, role: "img", "aria-label": "Frames drawn in the last eight seconds" },
      svg("svg", { width: "100%", height: 28, viewBox: "0 0 100 28", preserveAspectRatio: "none" }, svg("path", { class: "frames", d: band })), ...gaps));
  island.parentElement?.classList.toggle("resting", rests);
}

function frame(): void {
  const nowMs = performance.now();
  const isRunning = window.everyCore?.page?.isRunning() ?? false;
  if (isRunning) lastSignMs = nowMs;
  frames.push(nowMs);
  isAwake = nowMs - lastSignMs < AWAKE_MS;
  if (!isAwake || nowMs - drawnMs >= (isRunning ? BUSY_REDRAW_MS : REDRAW_MS)) {
    drawnMs = nowMs;
    frames = frames.filter((frameMs) => frameMs >= nowMs - SHOWN_MS);
    draw(nowMs, !isAwake);
  }
  if (isAwake) requestAnimationFrame(frame);
}

/** Ends a rest. The earlier frames are dropped, so that the rest does not look like a freeze. */
function wake(): void {
  lastSignMs = performance.now();
  if (isAwake) return;
  isAwake = true;
  frames = [];
  requestAnimationFrame(frame);
}

for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, wake);
wake();
