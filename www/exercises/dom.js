// Elements, made without markup from strings: what comes from outside only ever becomes text.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `class`, `on…` listeners, `aria-…`, `data-…` and other attributes; `true` sets an
 *   attribute without a value, `false` and `undefined` leave it out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of 16 × 16, drawn as the page's own icons are. @param {string} path */
function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { width: 14, height: 14, viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", "stroke-width": 2 };
  for (const [name, value] of Object.entries({ ...attributes, "aria-hidden": true })) svg.setAttribute(name, String(value));
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstElementChild?.setAttribute("d", path);
  return svg;
}
export const tick = () => icon("M3 8.5l3.2 3.2L13 4.8");
export const cross = () => icon("M3.5 3.5l9 9M12.5 3.5l-9 9");

/**
 * A notice as the page has them.
 * @param {string} strong
 * @param {string} text
 * @param {"bad" | ""} [tone]
 */
export function notice(strong, text, tone = "") {
  return el("div", { class: `notice ${tone}` }, el("span"), el("p", {}, el("b", {}, strong), text));
}

/** Offers a text as a file. @param {string} name @param {string} text */
export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: address, download: name });
  link.click();
  // The browser reads the address after the click's own task.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
