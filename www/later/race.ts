// The race before the first comparison: the same loop once on the page's own thread and once on a pool, beside a mark that moves with
// every frame that the page draws. While the page's own thread computes, no frame is drawn, so the mark stands still. Nothing of the race
// enters a report.

import { byId, el, first, loadStyles, svg } from "../common/dom.js";
import { duration } from "../common/numbers.js";
import type { RunReport, Strategy, TileReport } from "../every-core";

/** Makes a run of the race. It rejects if the reader cancels, or the pool fails. */
export type MakeRun = (strategy: Strategy) => Promise<RunReport>;

/** How long the mark moves before each run and after it. */
const LEAD_MS = 350;
const TAIL_MS = 350;
/** The time that the strip covers before the serial run's time is known. */
const EXPECTED_MS = 1_000;
/** One swing of the mark. */
const SWING_MS = 560;
/** The shortest gap between frames that counts as standing still, as in the page's pulse. */
const STILL_MS = 150;
/** The time between two looks at what the pool has computed. */
const LOOK_MS = 60;
const WAVE_PX = 44;
const MARK_PX = 7;
/** As in Fig. 1, but flatter for large pools, because both runs stay in view. */
const LANE_PX = 6;
const MOST_LANES_PX = 60;
/** The least distance between the dotted lines of lanes that have no worker. */
const LEAST_RAIL_PX = 4;
const WORKER_COLORS = 8;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** Where the mark is at a time of the page's clock, as a share of the strip's height from its middle. */
const swing = (ms: number): number => Math.sin((2 * Math.PI * ms) / SWING_MS);

/** A part of a lane in milliseconds since the run's begin. */
interface Stretch { worker: number; beginMs: number; endMs: number }

/** One run of the race: its words, the frames that were drawn, and its lanes. */
class Track {
  readonly element: HTMLElement;
  readonly frames: number[] = [];
  private readonly words = el("span", {});
  private readonly picture = svg("svg", { width: "100%", role: "img" });
  private readonly grid = svg("path", { class: "gridline" });
  private readonly gap = svg("path", { class: "race-gap" });
  private readonly gapText = svg("text", { class: "t-pencil halo", "text-anchor": "middle" });
  private readonly line = svg("path", { class: "race-line" });
  private readonly dots = svg("path", { class: "race-dots" });
  private readonly mark = svg("circle", { r: MARK_PX });
  private readonly rails = svg("path", { class: "race-rails" });
  private readonly done: SVGPathElement[];
  private readonly going: SVGPathElement[];
  private readonly lanePx: number;
  private readonly axis: SVGGElement | undefined;
  /** When the run began and ended, on the page's clock. */
  private beganMs: number | undefined;
  private endedMs: number | undefined;
  private busy: Stretch[] = [];
  private lookedMs = 0;

  constructor(readonly title: string, private readonly workers: number, private readonly lanes: number, hasAxis: boolean) {
    this.lanePx = Math.min(LANE_PX, MOST_LANES_PX / lanes);
    const colors = workers > 1 || hasAxis ? Array.from({ length: WORKER_COLORS }, (_, step) => `var(--w${step})`) : ["var(--main)"];
    const paths = (opacity: number) => colors.map((stroke) => svg("path", { stroke, "stroke-width": (this.lanePx * 5) / 6, opacity }));
    [this.done, this.going] = [paths(1), paths(0.35)];
    this.mark.setAttribute("fill", hasAxis ? "var(--accent)" : "var(--main)");
    this.axis = hasAxis ? svg("g", { class: "t-axis" }) : undefined;
    this.picture.append(this.grid, this.rails, ...this.going, ...this.done, this.gap, this.line, this.dots, this.mark, this.gapText);
    if (this.axis) this.picture.append(this.axis);
    this.picture.setAttribute("height", String(this.height()));
    this.element = el("div", { class: "race-row" }, el("p", { class: "race-words" }, el("b", {}, title), " ", this.words), this.picture);
  }

  private height(): number {
    return WAVE_PX + 8 + this.lanes * this.lanePx + (this.axis ? 22 : 0);
  }

  say(words: string): void {
    this.words.textContent = words;
  }

  begin(): void {
    this.beganMs = performance.now();
    this.busy = [];
  }

  get isRunning(): boolean {
    return this.beganMs !== undefined && this.endedMs === undefined;
  }

  /** Takes what is known after the run. Its begin is moved to where the frames say that it was. */
  end(report: RunReport): void {
    const began = this.beganMs ?? performance.now() - report.elapsedMs;
    const stopped = report.strategy === "serial" ? this.frames.filter((ms, index) => (this.frames[index + 1] ?? 0) - ms > report.elapsedMs * 0.9).at(-1) : undefined;
    this.beganMs = stopped ?? began;
    this.endedMs = this.beganMs + report.elapsedMs;
    this.busy = report.perWorker.map(({ worker, beginMs, endMs }) => ({ worker, beginMs, endMs }));
  }

  /** Asks the page for the pieces that are done. */
  private look(now: number): void {
    if (now - this.lookedMs < LOOK_MS || this.beganMs === undefined) return;
    this.lookedMs = now;
    const tiles: TileReport[] = window.everyCore.page?.watching().tiles ?? [];
    const latest = Math.max(0, ...tiles.map(({ endMs }) => endMs));
    // The run began a little after it was announced. Each piece that is known to be done narrows down when.
    if (latest > now - this.beganMs) this.beganMs = now - latest;
    const ends = new Map<number, Stretch>();
    for (const { worker, beginMs, endMs } of tiles) {
      const known = ends.get(worker);
      ends.set(worker, { worker, beginMs: Math.min(beginMs, known?.beginMs ?? beginMs), endMs: Math.max(endMs, known?.endMs ?? endMs) });
    }
    this.busy = [...ends.values()];
  }

  /** Returns how long the strip has to be for what is known of this run. */
  span(now: number): number {
    const known = this.endedMs === undefined ? now : this.endedMs + TAIL_MS;
    return LEAD_MS + Math.max(0, known - (this.beganMs ?? now));
  }

  /** Draws the strip as it is at a time. `spanMs` is the time that its width covers. */
  draw(now: number, spanMs: number): void {
    if (this.isRunning && this.workers > 1) this.look(now);
    const width = this.picture.getBoundingClientRect().width;
    const origin = this.beganMs ?? now;
    const x = (ms: number) => Math.round(((ms - origin + LEAD_MS) / spanMs) * width * 10) / 10;
    const y = (ms: number) => Math.round((WAVE_PX / 2 + swing(ms) * (WAVE_PX / 2 - MARK_PX)) * 10) / 10;
    const shown = this.frames.filter((ms) => x(ms) >= 0 && x(ms) <= width);
    let [line, dots, gap] = ["", "", ""];
    let stillest = { ms: 0, middle: 0, at: 0 };
    shown.forEach((ms, index) => {
      const before = shown[index - 1];
      const isStill = before !== undefined && ms - before > STILL_MS;
      dots += `M${x(ms)} ${y(ms)}h0`;
      line += `${before === undefined || isStill ? "M" : "L"}${x(ms)} ${y(ms)}`;
      if (isStill) {
        gap += `M${x(before) + MARK_PX} ${y(before)}H${x(ms) - MARK_PX}`;
        if (ms - before > stillest.ms) stillest = { ms: ms - before, middle: (x(before) + x(ms)) / 2, at: y(before) };
      }
    });
    this.line.setAttribute("d", line);
    this.dots.setAttribute("d", dots);
    this.gap.setAttribute("d", gap);
    const label = stillest.ms > 0 ? `no frame for ${duration(stillest.ms)}` : "";
    const fits = (stillest.ms / spanMs) * width > 150;
    this.gapText.textContent = fits ? label : "";
    this.gapText.setAttribute("x", String(stillest.middle));
    this.gapText.setAttribute("y", String(stillest.at + 4));
    const last = shown.at(-1);
    this.mark.setAttribute("visibility", last === undefined ? "hidden" : "visible");
    if (last !== undefined) {
      this.mark.setAttribute("cx", String(x(last)));
      this.mark.setAttribute("cy", String(y(last)));
    }
    this.drawLanes(now, x, origin, spanMs, width);
  }

  private drawLanes(now: number, x: (ms: number) => number, origin: number, spanMs: number, width: number): void {
    const top = WAVE_PX + 8;
    const middle = (lane: number) => top + (lane + 0.5) * this.lanePx;
    const [done, going] = [this.done.map(() => ""), this.going.map(() => "")];
    const color = (worker: number) => (this.done.length === 1 ? 0 : this.workers > 1 ? Math.floor((worker * (WORKER_COLORS - 1)) / (this.workers - 1)) : 1);
    for (const { worker, beginMs, endMs } of this.busy) {
      done[color(worker)] += `M${x(origin + beginMs)} ${middle(worker)}H${x(origin + endMs)}`;
    }
    if (this.isRunning && this.workers > 1) {
      for (let worker = 0; worker < this.workers; worker++) {
        const known = this.busy.find((stretch) => stretch.worker === worker)?.endMs ?? 0;
        going[color(worker)] += `M${x(origin + known)} ${middle(worker)}H${Math.max(x(now), x(origin + known))}`;
      }
    }
    this.done.forEach((path, step) => path.setAttribute("d", done[step] ?? ""));
    this.going.forEach((path, step) => path.setAttribute("d", going[step] ?? ""));
    let [rails, grid] = ["", ""];
    const end = this.endedMs ?? origin;
    // Dots of thin lanes would run together into stripes, so some lanes have none.
    const step = Math.ceil(LEAST_RAIL_PX / this.lanePx);
    for (let lane = this.workers; lane < this.lanes; lane += step) rails += `M${x(origin)} ${middle(lane)}H${x(end)}`;
    this.rails.setAttribute("d", rails);
    const bottom = top + this.lanes * this.lanePx;
    const ticks: SVGTextElement[] = [];
    for (let ms = 0; ms <= spanMs - LEAD_MS; ms += 500) {
      grid += `M${x(origin + ms)} 0V${bottom + 2}`;
      if (x(origin + ms) < width - 16) ticks.push(svg("text", { class: "t-axis", x: x(origin + ms), y: bottom + 18, "text-anchor": "middle" }, ms === 0 ? "0" : `${ms / 1000}\u00a0s`));
    }
    this.grid.setAttribute("d", this.beganMs === undefined ? "" : grid);
    this.axis?.replaceChildren(...(this.beganMs === undefined ? [] : ticks));
  }

  describe(): void {
    this.picture.setAttribute("aria-label", `${this.title}: ${this.words.textContent ?? ""}`);
  }
}

/** The lecture's times beside the race: a lane for each of its processes. */
function lecture(): HTMLElement {
  const bars = (count: number, pitch: number, share: number, color: (lane: number) => string) => svg("svg", { width: "100%", height: count * pitch, "aria-hidden": "true" },
    ...Array.from({ length: count }, (_, lane) => svg("rect", { y: lane * pitch, width: `${share}%`, height: (pitch * 5) / 6, fill: color(lane) })));
  const one = el("p", { class: "race-words" }, el("b", {}, "7.8\u00a0s"), " on one core");
  const all = el("p", { class: "race-words" }, el("b", {}, "1.4\u00a0s"), " on a pool of 12 processes");
  return el("aside", { class: "race-lecture", "aria-label": "In the lecture" }, el("p", { class: "lbl" }, "In the lecture"),
    one, bars(1, 6, 100, () => "var(--main)"), all, bars(12, 4, 18, (lane) => `var(--w${Math.floor((lane * 7) / 11)})`));
}

/** Shows the race and makes its runs. It resolves when they are over; a race that does not finish is removed. */
export async function show(makeRun: MakeRun): Promise<void> {
  const controls = window.everyCore.page;
  const { workers, strategy } = controls?.settings() ?? {};
  if (!controls || !workers || !strategy) return;
  const result = byId("result");
  const hero = result.closest(".hero") ?? result;
  const tracks = [new Track("On one core.", 1, workers, false), new Track(`On a pool of ${workers}.`, workers, workers, true)] as const;
  const [alone, pool] = tracks;
  const figure = el("figure", { id: "race", class: "race wide", "aria-labelledby": "race-caption" },
    el("div", { class: "race-tracks" }, alone.element, pool.element), lecture(),
    el("figcaption", { id: "race-caption" }, el("b", {}, "The race."), " One run each, to watch: its times enter no result. Each dot is a frame that this page drew: the mark moves only while the page can draw. Below it, each thin line is a worker."));

  let moving: Track = alone;
  let isOver = false;
  let spanMs = LEAD_MS + EXPECTED_MS + TAIL_MS;
  const redraw = (now: number) => {
    spanMs = Math.max(spanMs, ...tracks.map((track) => track.span(now)));
    for (const track of tracks) track.draw(now, spanMs);
  };
  const frame = () => {
    if (isOver) return;
    const now = performance.now();
    moving.frames.push(now);
    if (!stillness.matches) redraw(now);
    requestAnimationFrame(frame);
  };
  const began = () => moving.begin();
  const watching = new ResizeObserver(() => {
    if (isOver) redraw(performance.now());
  });

  await loadStyles(new URL("race.css", import.meta.url)).catch(() => {});
  // The reader may have cancelled meanwhile.
  if (!controls.isRunning()) return;
  hero.classList.add("racing");
  result.before(figure);
  figure.scrollIntoView({ block: "nearest" });
  first(byId("launch"), ".after p").textContent = "First a race, to watch. Then the rounds that are measured.";
  document.addEventListener("every-core:race", began);
  alone.say("In a moment the page’s own thread computes, and draws nothing meanwhile.");
  pool.say("Next.");
  try {
    frame();
    await wait(LEAD_MS);
    const serial = await makeRun("serial");
    alone.end(serial);
    spanMs = LEAD_MS + serial.elapsedMs + TAIL_MS;
    alone.say(`${duration(serial.elapsedMs)}. Meanwhile the page stood still for ${duration(serial.frozenMs)}.`);
    redraw(performance.now());
    await wait(TAIL_MS);
    moving = pool;
    pool.say("The workers compute, and the page goes on drawing.");
    const shared = await makeRun(strategy);
    pool.end(shared);
    const meanwhile = shared.frozenMs < STILL_MS ? "the page went on drawing: its" : "the page’s";
    pool.say(`${duration(shared.elapsedMs)}. Meanwhile ${meanwhile} longest gap between two frames was ${duration(shared.frozenMs)}.`);
    await wait(TAIL_MS);
    isOver = true;
    redraw(performance.now());
    for (const track of tracks) track.describe();
    watching.observe(figure);
    giveWay(figure, hero);
  } catch {
    // The reader cancelled, or the comparison will say why its pool fails.
    isOver = true;
    figure.remove();
    hero.classList.remove("racing");
  } finally {
    document.removeEventListener("every-core:race", began);
  }
}

/** Leaves the race's place to the first measured result, and keeps the race below the figure of that. */
function giveWay(figure: HTMLElement, hero: Element): void {
  const listening = new AbortController();
  document.addEventListener("every-core:report", () => {
    const isMeasured = window.everyCore.page?.reports().compare != null;
    if (!isMeasured && window.everyCore.page?.isRunning()) return;
    listening.abort();
    byId("figure").closest("figure")?.after(figure);
    hero.classList.remove("racing");
    // The rows above the race became fewer, so the button may be above the window.
    byId("launch").scrollIntoView({ block: "nearest" });
  }, { signal: listening.signal });
}
