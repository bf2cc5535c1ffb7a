// The page's spine: contents that name the section in view, and a button under each listing that copies it. Loaded when the reader first
// scrolls, points or presses a key; without it the contents are plain links.

import { el, first } from "../common/dom.js";

const COPIED_MS = 2000;

const contents = document.getElementById("contents") as HTMLDetailsElement;
const summary = first(contents, "summary");
const links = [...contents.querySelectorAll<HTMLAnchorElement>("ol a")];

/** Marks the section that the reader is in: the last one whose heading is above the middle of the window. */
function follow(): void {
  const current = links.filter(({ hash }) => (document.querySelector(hash)?.getBoundingClientRect().top ?? Infinity) < innerHeight / 2).at(-1);
  for (const link of links) {
    if (link === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const text = current ? `${links.indexOf(current) + 1} ${current.textContent}` : "Contents";
  if (summary.textContent !== text) summary.textContent = text;
}

let isAsked = false;
const followSoon = () => {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    follow();
  });
};
addEventListener("scroll", followSoon, { passive: true });
addEventListener("resize", followSoon);
follow();

contents.addEventListener("click", ({ target }) => {
  if (target instanceof HTMLAnchorElement) contents.open = false;
});
contents.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !contents.open) return;
  // The page cancels an experiment on Escape unless another listener has used the key.
  event.preventDefault();
  contents.open = false;
  summary.focus();
});
const closeOutside = ({ target }: Event) => {
  if (target instanceof Node && !contents.contains(target)) contents.open = false;
};
document.addEventListener("pointerdown", closeOutside);
document.addEventListener("focusin", closeOutside);

/** Puts a button that copies a listing into its caption. */
function addCopy(listing: HTMLElement): void {
  const code = first(listing, "code");
  const name = first(listing, "pre").getAttribute("aria-label") ?? "";
  const button = el("button", { class: "link-btn copy", type: "button", "aria-label": `Copy ${name}` }, "Copy");
  let timer: number | undefined;
  button.addEventListener("click", async () => {
    clearTimeout(timer);
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      button.textContent = "Copied";
    } catch {
      // Where the page may not write to the clipboard, the reader still can.
      getSelection()?.selectAllChildren(code);
      button.textContent = "Selected: press Ctrl+C or ⌘C";
    }
    timer = window.setTimeout(() => { button.textContent = "Copy"; }, COPIED_MS);
  });
  first(listing, "figcaption").append(button);
}

// A listing is a tab stop only while it can be scrolled.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target instanceof HTMLElement) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  }
});
for (const listing of document.querySelectorAll<HTMLElement>(".listing")) {
  addCopy(listing);
  sizes.observe(first(listing, "pre"));
}
