// Loads what the page needs later, and tells the reader if the program does not start. It must work without the program.

const START_PATIENCE_MS = 10_000;
const RELOAD = "Check the connection and reload the page.";
const notStarted = document.getElementById("not-started");

const say = (text: string): void => {
  const place = notStarted?.querySelector("p");
  if (!notStarted || !place || document.documentElement.classList.contains("is-mounted")) return;
  place.textContent = text;
  notStarted.hidden = false;
};

const messageOf = (thrown: unknown): string => String(thrown instanceof Error ? thrown.message : thrown).slice(0, 200);

if (typeof WebAssembly !== "object") {
  say("This browser has no WebAssembly, or it is switched off here. Switch it on for this site, or open the page in another browser: any from 2022 on will do.");
} else {
  addEventListener("unhandledrejection", ({ reason }) => {
    say(`The program did not load (${messageOf(reason)}). Reload the page; if it happens again, the site's files are incomplete or of two versions.`);
  });
  // A script or style sheet that does not load fires an event on its element only, so this listens to the capturing phase.
  addEventListener("error", ({ target, error }) => {
    if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement || error) say(`A part of the program did not load. ${RELOAD}`);
  }, true);
  setTimeout(() => say("The program has not started yet. On a slow connection, wait; otherwise reload the page."), START_PATIENCE_MS);
}

// The figures are drawn by a wasm module of their own, which is loaded when the first experiment starts.
const here = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;
const loadFigureStyles = (): Promise<void> => new Promise((resolve, reject) => {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: new URL("drawn.css", here).href, onload: () => resolve(), onerror: reject });
  document.head.append(link);
});
const loadFigures = async (): Promise<void> => {
  const program = import("./figures/every-core-figures.js").then((figures) => figures.default().then(() => figures));
  const [figures] = await Promise.all([program, loadFigureStyles()]);
  figures.listen();
};
document.addEventListener("every-core:start", (event) => {
  // The program waits for this promise before the first run, for a second at most.
  Object.assign(event, { ready: loadFigures().catch(() => {
    for (const id of ["figure", "cores", "loss-figure", "sweep-figure", "ten-figure"]) {
      const place = document.getElementById(id);
      if (place) place.textContent = `The part of the program that draws figures did not load. ${RELOAD}`;
    }
  }) });
}, { once: true });

// Share is loaded when the reader opens it, or when the address is a link.
const panel = document.getElementById("share-panel");
const withShare = async (use: (share: typeof import("./share/share.js")) => unknown, failedAt: () => Element | null | undefined): Promise<void> => {
  try {
    await use(await import("./share/share.js"));
  } catch {
    const place = failedAt();
    if (place) place.textContent = `This part did not load. ${RELOAD}`;
  }
};
/** Shows a notice where a link would be shown, and returns the paragraph for its text. */
const failedLink = (): Element | null | undefined => {
  const opened = document.getElementById("opened") ?? Object.assign(document.createElement("div"), { id: "opened", className: "wide" });
  if (!opened.isConnected) document.getElementById("notice")?.after(opened);
  if (!(notStarted instanceof HTMLElement)) return opened;
  const notice = notStarted.cloneNode(true) as HTMLElement;
  Object.assign(notice, { id: "", className: "notice bad", hidden: false });
  opened.replaceChildren(notice);
  return notice.querySelector("p");
};
const openShareLink = (): void => {
  if (location.hash.startsWith("#link=")) void withShare((share) => share.openLink(location.hash), failedLink);
};
if (panel instanceof HTMLDetailsElement) {
  panel.addEventListener("toggle", () => {
    if (panel.open) void withShare((share) => share.openPanel(panel), () => panel.querySelector("p"));
  });
}
addEventListener("hashchange", openShareLink);
openShareLink();
