// Loads what the page needs later. It must work without the program.

import "./export.js";
import "./isolate.js";
import type { MakeRun } from "./later/race.js";

const START_PATIENCE_MS = 10_000;
const FIGURES_AFTER_MS = 700;
/** A race that arrives later than this is left out. */
const RACE_PATIENCE_MS = 1_000;
const RELOAD = "Check the connection and reload the page.";
const byId = (id: string): HTMLElement | null => document.getElementById(id);
const noticeMarkup = byId("notice-markup") as HTMLTemplateElement | null;
const write = (place: Element | null | undefined, text: string): void => {
  if (place) place.textContent = text;
};

declare global {
  interface Window {
    /** The script inside the page, which says why a start failed. */
    everyCoreStart?: { reasons: unknown[]; say: (why: string) => void };
  }
}
const start = window.everyCoreStart;
if (typeof WebAssembly !== "object") {
  start?.reasons.push("no WebAssembly");
  start?.say("This browser has no WebAssembly, or it is switched off here. Switch it on for this site, or open the page in another browser: any from 2022 on will do.");
} else {
  setTimeout(() => {
    // Only a start that is under way is slow.
    if (start?.reasons.length === 0) start.say("The program is still loading. On a slow connection this takes a while; if nothing changes, reload the page.");
  }, START_PATIENCE_MS);
}

// The reader's guess. The headline compares it with what was measured.
const guess = byId("guess") as HTMLInputElement | null;
const setup = byId("setup") as HTMLDetailsElement | null;
if (guess) guess.max = String(2 * (navigator.hardwareConcurrency || 1));
guess?.addEventListener("input", () => write(byId("guessed"), `${Number(guess.value).toFixed(1)}×`));
document.addEventListener("every-core:start", () => {
  if (guess && byId("guessed")?.textContent !== "–×") guess.dataset["guessed"] = guess.value;
  // The result takes the place of the settings.
  if (setup) setup.open = false;
});

// The figures are drawn by a wasm module of their own, which is loaded after the page.
const loadFigureStyles = () => new Promise((onload, onerror) => {
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "stylesheet", href: new URL("drawn.css", import.meta.url).href, onload, onerror }));
});
const loadFigures = async () => {
  const figures = import("./figures/every-core-figures.js");
  await Promise.all([figures.then((module) => module.default()), loadFigureStyles()]);
  (await figures).listen();
};
const loadRace = () => import("./later/race.js");
// Without it the page has no pulse, and nothing else is missing.
const loadPulse = () => import("./later/pulse.js").catch(() => {});
let figures: Promise<void> | undefined;
const figuresOnce = () => figures ??= loadFigures().catch(() => {
  for (const id of ["figure", "cores", "loss-figure", "sweep-figure", "ten-figure"]) {
    write(byId(id), `The part of the program that draws figures did not load. ${RELOAD}`);
  }
});
// Until the reader has runs, the figures show the lecture's. The work is being sized just after the page is ready.
document.addEventListener("every-core:ready", () => setTimeout(() => {
  void figuresOnce();
  // What is missing of these is left out.
  void Promise.all([loadRace(), loadPulse(), import("./later/last.js").then(({ begin }) => begin())]).catch(() => {});
}, FIGURES_AFTER_MS), { once: true });
// The program waits for this promise before the first run: for a second at most, or as long as the race takes.
document.addEventListener("every-core:start", (event: Event & { race?: MakeRun }) => {
  const { race } = event;
  const late = new Promise<undefined>((done) => setTimeout(done, RACE_PATIENCE_MS));
  const ready = Promise.all([figuresOnce(), loadPulse()]);
  Object.assign(event, { ready: race ? Promise.race([loadRace(), late]).then((loaded) => loaded?.show(race)) : ready });
});

// Share is loaded when the reader opens it, or when the address is a link.
const panel = byId("share-panel") as HTMLDetailsElement | null;
const withShare = (use: (share: typeof import("./share/share.js")) => unknown, place: () => Element | null | undefined, what = "This part") =>
  import("./share/share.js").then(use, () => write(place(), `${what} did not load. ${RELOAD}`));

/** Shows a notice where a link would be shown, and returns the place of its text. */
const failedLink = () => {
  const opened = byId("opened") ?? Object.assign(document.createElement("div"), { id: "opened", className: "wide" });
  byId("notice")?.after(opened);
  const notice = Object.assign(document.createElement("div"), { className: "notice bad" });
  if (noticeMarkup) notice.append(noticeMarkup.content.cloneNode(true));
  opened.replaceChildren(notice);
  return notice.querySelector("p");
};
const openLink = () => {
  // A link that was percent-encoded on its way is still a link.
  if (/^#(link[=%]|%)/i.test(location.hash)) void withShare((share) => share.openLink(location.hash), failedLink, "This link cannot be opened: a part of the page");
};
panel?.addEventListener("toggle", () => {
  if (panel.open) void withShare((share) => share.openPanel(panel), () => panel.querySelector("p"));
});
addEventListener("hashchange", openLink);
openLink();
