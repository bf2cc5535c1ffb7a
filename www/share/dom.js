// Elements, made without markup: every text that comes from a link or a report becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

function make(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export function element(tag, attributes = {}, ...children) {
  return make(document.createElement(tag), attributes, children);
}

export function drawn(tag, attributes = {}, ...children) {
  return make(document.createElementNS(SVG, tag), attributes, children);
}

// A table: the first cell of each row is its head.
export function table(heads, rows) {
  // Where the screen is narrow, each cell says what it is of.
  const cell = (content, index) => element(index ? "td" : "th", index ? { "data-head": heads[index] } : { scope: "row" }, content);
  return element("table", { class: "data-table" },
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(cell)))));
}

// A notice in the page's own look; `isBad` for what did not work.
export function notice(title, sentence, isBad = false) {
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return element("div", { class: isBad ? "notice bad" : "notice" },
    element("span", { "aria-hidden": "true" }, "!"),
    element("div", {}, element("p", {}, element("b", {}, title)), element("p", {}, /[.!?]$/.test(text) ? text : `${text}.`)));
}

// Numbers as the page writes them.
export function duration(ms) {
  if (!Number.isFinite(ms)) return "–";
  if (ms < 10) return `${ms.toFixed(1)}\u00a0ms`;
  if (ms < 100) return `${ms.toFixed(0)}\u00a0ms`;
  return `${(ms / 1000).toFixed(ms < 9995 ? 2 : ms < 99950 ? 1 : 0)}\u00a0s`;
}

export const times = (ratio) => `${ratio.toFixed(ratio < 9.995 ? 2 : 1)}×`;
export const interval = (low, high) => `${low.toFixed(2)} to ${high.toFixed(2)}`;
export const whole = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
export const steps = (count) => (count < 1e6 ? whole(count) : `${count % 1e6 ? count / 1e6 : whole(count / 1e6)}\u00a0million`);

const NAMES = { serial: "serial", interleaved: "interleaved", isolated: "isolated workers", shared: "shared memory" };
export const isPool = (strategy) => strategy === "isolated" || strategy === "shared";

// What was run, in words: `pool of 8, shared memory`.
export function way({ strategy, workers }) {
  return isPool(strategy) ? `pool of ${workers}, ${NAMES[strategy]}` : NAMES[strategy] ?? strategy;
}
