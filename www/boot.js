// Says so when the program does not start. Everything else on the page is in the program; this file must work without it.

const PATIENCE_MS = 10000;
const notice = document.getElementById("not-started");
const say = (text) => {
  if (!notice || document.documentElement.classList.contains("is-mounted")) return;
  notice.querySelector("p").textContent = text;
  notice.hidden = false;
};

if (typeof WebAssembly !== "object") {
  say("This browser has no WebAssembly, or it is switched off here. Switch it on for this site, or open the page in another browser: any from 2022 on will do.");
} else {
  addEventListener("unhandledrejection", (event) => {
    say(`The program did not load (${String(event.reason?.message ?? event.reason).slice(0, 200)}). Reload the page; if it happens again, the site's files are incomplete or of two versions.`);
  });
  addEventListener("error", (event) => {
    if (event.target?.tagName === "SCRIPT" || event.target?.tagName === "LINK" || event.error) {
      say("A part of the program did not load. Check the connection and reload the page.");
    }
  }, true);
  setTimeout(() => say("The program has not started yet. On a slow connection, wait; otherwise reload the page."), PATIENCE_MS);
}

// The figures are drawn by a program of their own, which comes with the first experiment.
const here = document.currentScript.src;
const style = () => new Promise((loaded, failed) => {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("drawn.css", here), onload: loaded, onerror: failed });
  document.head.append(link);
});
document.addEventListener("every-core:start", (event) => {
  const program = import("./figures/every-core-figures.js").then((figures) => figures.default().then(() => figures));
  // The first run waits for it, a little.
  event.ready = Promise.all([program, style()]).then(([figures]) => figures.listen()).catch(() => {
    for (const id of ["figure", "cores", "loss-figure", "sweep-figure", "ten-figure"]) {
      document.getElementById(id).textContent = "The part of the program that draws figures did not load. Check the connection and reload the page.";
    }
  });
}, { once: true });

// Share is loaded when the reader opens it, or when the address is a link.
const panel = document.getElementById("share-panel");
const share = (use, place) => import("./share/share.js").then(use, () => {
  place().textContent = "This part did not load. Check the connection and reload the page.";
});
const linkPlace = () => {
  if (!document.getElementById("opened")) document.getElementById("notice").insertAdjacentHTML("afterend", '<div id="opened" class="wide"></div>');
  const opened = document.getElementById("opened");
  opened.innerHTML = '<div class="notice bad" role="alert"><span>!</span><div><p><b>This link cannot be opened.</b></p><p></p></div></div>';
  return opened.querySelector("p + p");
};
const shareLink = () => location.hash.startsWith("#link=") && share((part) => part.openLink(location.hash), linkPlace);
panel?.addEventListener("toggle", () => panel.open && share((part) => part.openPanel(panel), () => panel.querySelector("p")));
addEventListener("hashchange", shareLink);
shareLink();
