// Loads the exercises when they are opened: by the button, by a link (`#exercise=NAME`), or in a frame (`?embed=1`). Loads the section
// with Python when its button is pressed; a site may be without it.

const section = document.getElementById("exercises") as HTMLElement;
const button = document.getElementById("exercises-open") as HTMLElement;
const notice = document.getElementById("exercises-notice") as HTMLElement;
let opening: Promise<void> | undefined;
const open = () => {
  opening ??= import("./main.js").then(({ mount }) => mount(section, button)).catch((error) => {
    notice.textContent = `The exercises did not load (${error.message}). Check the connection and reload the page.`;
  });
};
const openLinked = () => {
  if (location.hash.startsWith("#exercise=")) open();
};

const python = document.getElementById("python-open") as HTMLButtonElement | null;
python?.addEventListener("click", () => {
  import("../python/index.js").then(({ mount }) => mount(python)).catch((error) => { python.nextElementSibling!.textContent = `Python did not load (${error.message}).`; });
});
button.addEventListener("click", open);
addEventListener("hashchange", openLinked);
openLinked();
if (new URLSearchParams(location.search).get("embed") === "1") {
  for (const other of document.querySelectorAll<HTMLElement>("header.top, main > :not(#exercises), footer")) other.hidden = true;
  open();
}

// Class view is loaded when the address asks for it, and a class's files are read when they are dropped anywhere on the page.
const isClass = /[#&]class(=|$)/;
const beginClass = () => {
  if (!isClass.test(location.hash)) return;
  removeEventListener("hashchange", beginClass);
  import("../class/view.js").then(({ begin }) => begin()).catch((error) => { notice.textContent = `Class view did not load (${error.message}).`; });
};
addEventListener("hashchange", beginClass);
beginClass();
const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!hasFiles(event) || event.defaultPrevented) return;
  event.preventDefault();
  const files = [...(event.dataTransfer?.files ?? [])];
  import("../class/received.js").then((panel) => panel.open(files)).catch((error) => { notice.textContent = `The files cannot be read: a part of the page did not load (${error.message}).`; });
});

// The contents follow the reader from the first movement on.
const isFirst = ["scroll", "keydown", "pointermove"];
const follow = () => {
  for (const kind of isFirst) removeEventListener(kind, follow);
  void import("../later/spine.js").catch(() => {});
};
for (const kind of isFirst) addEventListener(kind, follow, { passive: true });
