// Share, loaded when the reader opens it or the address is a link.

import { load } from "./codec.js";
import { element, notice } from "./dom.js";
import { showLink } from "./opened.js";
import { fillPanel } from "./panel.js";

// The styles lie beside this file.
const styles = new Promise((resolve) => {
  const link = element("link", { rel: "stylesheet", href: new URL("share.css", import.meta.url).href, load: resolve, error: resolve });
  document.head.append(link);
});

// Where a link that was opened is shown: under the page's own notices, and before the first figure.
function place() {
  return document.getElementById("opened") ?? document.getElementById("notice").insertAdjacentElement("afterend", element("div", { id: "opened" }));
}

// Shows what a link says. Nothing runs; a link that cannot be read changes nothing.
export async function openLink(fragment) {
  await styles;
  let show;
  try {
    const codec = await load();
    const link = codec.decode(fragment);
    if (!link) return;
    show = () => showLink(link, codec);
  } catch (error) {
    show = () => [element("div", { role: "alert" }, notice("This link cannot be opened.", error.message, true))];
  }
  place().replaceChildren(...(await show()));
}

// Fills the panel under "Share" once.
export async function openPanel(panel) {
  const body = panel.querySelector("div");
  if (body.dataset.filled) return;
  body.dataset.filled = "yes";
  await styles;
  try {
    await load();
    body.replaceChildren(...(await fillPanel(panel)));
  } catch (error) {
    delete body.dataset.filled;
    body.replaceChildren(notice("Links cannot be made.", error.message, true));
  }
}
