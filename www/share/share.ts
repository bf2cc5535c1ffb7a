// Share, loaded when the reader opens it or when the address is a link.

import { byId, el, first, loadStyles, messageOf, notice } from "../common/dom.js";
import { load } from "./codec.js";
import { showLink } from "./opened.js";
import { fillPanel } from "./panel.js";

export { showLast } from "./last.js";

// Share works without its styles, so a failure is no reason to stop.
const styles = loadStyles(new URL("share.css", import.meta.url)).catch(() => {});

/** Returns the element in which an opened link is shown: above everything else, because it is what the visitor came for. */
function place(): HTMLElement {
  const known = document.getElementById("opened");
  if (known) return known;
  const made = el("div", { id: "opened" });
  first(byId("launch").closest(".hero") ?? document, "h1").before(made);
  return made;
}

/** Shows what a link says. Nothing runs, and a link that cannot be read changes nothing. */
export async function openLink(fragment: string): Promise<void> {
  await styles;
  let shown: HTMLElement[];
  try {
    const codec = await load();
    const link = codec.decode(fragment);
    if (!link) return;
    shown = showLink(link, codec);
  } catch (error) {
    shown = [el("div", { role: "alert" }, notice("This link cannot be opened.", messageOf(error), "bad"))];
  }
  place().replaceChildren(...shown);
}

/** Fills the panel under "Share" once. */
export async function openPanel(panel: HTMLDetailsElement): Promise<void> {
  const body = first(panel, "div");
  if (body.dataset["filled"]) return;
  body.dataset["filled"] = "yes";
  await styles;
  try {
    body.replaceChildren(...(await fillPanel(panel)));
  } catch (error) {
    delete body.dataset["filled"];
    body.replaceChildren(notice("Links cannot be made.", messageOf(error), "bad"));
  }
}
