// The page's spine: contents that name the section in view, a button at each listing that copies it, and fewer tab stops. Loaded when the
// reader first scrolls, points or presses a key; without it the contents are plain links.

import { byId, el, first } from "../common/dom.js";
import "./changed.js";

const COPIED_MS = 2000;

const contents = byId("contents") as HTMLDetailsElement;
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

/** Puts a button that copies a listing into its caption, and returns it. */
function addCopy(listing: HTMLElement): HTMLElement {
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
  return button;
}

/** Makes one tab stop of a group of controls: arrow keys go from one to the next. */
function oneStop(group: HTMLElement, label: string, controls: readonly HTMLElement[]): void {
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `${label}; arrow keys go from one to the next`);
  const stopAt = (chosen: HTMLElement) => {
    for (const control of controls) control.tabIndex = control === chosen ? 0 : -1;
  };
  for (const [index, control] of controls.entries()) {
    control.addEventListener("focus", () => stopAt(control));
    control.addEventListener("keydown", ({ key }) => {
      const by = ["ArrowRight", "ArrowDown"].includes(key) ? 1 : ["ArrowLeft", "ArrowUp"].includes(key) ? -1 : 0;
      if (by !== 0) controls[(index + by + controls.length) % controls.length]?.focus();
    });
  }
  if (controls[0]) stopAt(controls[0]);
}

/** Takes the buttons of steppers and of the lanes out of the order of Tab: arrow keys in the field, and keys in the lanes, do the same. */
function removeDoubles(): void {
  for (const button of document.querySelectorAll<HTMLElement>(".step button, .lane-move button")) button.tabIndex = -1;
}
removeDoubles();
for (const id of ["settings", "sweep-most", "cores"]) new MutationObserver(removeDoubles).observe(byId(id), { childList: true });
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if ((key !== "ArrowUp" && key !== "ArrowDown") || !(target instanceof HTMLInputElement) || !target.matches(".step > input")) return;
  event.preventDefault();
  (key === "ArrowUp" ? target.nextElementSibling : target.previousElementSibling)?.dispatchEvent(new MouseEvent("click"));
});

// A listing is a tab stop only while it can be scrolled.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target instanceof HTMLElement) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  }
});
for (const pre of document.querySelectorAll<HTMLElement>(".listing > pre")) sizes.observe(pre);
const ways = first(document, ".ways");
oneStop(ways, "Listings", [...ways.querySelectorAll<HTMLElement>(".listing")].map(addCopy));
for (const listing of document.querySelectorAll<HTMLElement>(".listing")) {
  if (!ways.contains(listing)) addCopy(listing);
}
