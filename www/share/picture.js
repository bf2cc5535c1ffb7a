// A figure of the page as an SVG that stands alone: its drawings with their colours and patterns resolved, its words as text.
// What the reader sees is what is saved, theme and width included.

import { drawn } from "./dom.js";

// Room for the labels that stand left of an axis.
const MARGIN = 40;
// Presentation attributes of what can be drawn; style sheets do not come along.
const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity",
  "opacity", "paint-order", "shape-rendering", "overflow", "visibility"];
const KEPT_OF_TEXT = ["font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor", "dominant-baseline"];
// What only works on the page.
const CONTROLS = "button, input, select, label, fieldset, details, .vh, .launch, .panel > p, .panel > :has(input), :has(> button)";

// `{ text, width, height }`.
export function pictureOf(figure) {
  const box = figure.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width) + 2 * MARGIN, Math.ceil(box.height) + 2 * MARGIN];
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  const patterns = new Map();
  const content = drawn("g", { transform: `translate(${MARGIN} ${MARGIN})` });
  add(figure, content, box, patterns);
  const title = drawn("title", {}, figure.querySelector("figcaption")?.textContent ?? "");
  const root = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, title,
    drawn("defs", {}, ...patterns.values()), drawn("rect", { width, height, fill: paper }), content);
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

function add(element, into, origin, patterns) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || element.matches(CONTROLS)) return;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left - origin.left, box.top - origin.top];
  if (element instanceof SVGSVGElement) {
    const copy = resolved(element, patterns);
    for (const [name, value] of Object.entries({ x, y, width: box.width, height: box.height })) copy.setAttribute(name, value);
    into.append(copy);
  } else if (element instanceof HTMLCanvasElement) {
    into.append(drawn("image", { x, y, width: box.width, height: box.height, href: element.toDataURL() }));
  } else {
    into.append(...ground(style, x, y, box));
    for (const child of element.childNodes) {
      if (child instanceof Text) into.append(...lines(child, style, origin));
      else if (child instanceof Element) add(child, into, origin, patterns);
    }
  }
}

// A copy of a drawing that needs no style sheet.
function resolved(original, patterns) {
  const style = getComputedStyle(original);
  const copy = original.cloneNode(false);
  copy.removeAttribute("class");
  const isText = original instanceof SVGTextContentElement;
  for (const name of isText ? [...KEPT, ...KEPT_OF_TEXT] : KEPT) {
    const value = style.getPropertyValue(name);
    if (value) copy.setAttribute(name, value);
    const used = /url\(["']?[^"')]*#([^"')]+)/.exec(value)?.[1];
    if (used) {
      // The address of this page has no meaning in the file.
      copy.setAttribute(name, `url(#${used})`);
      const pattern = document.getElementById(used);
      if (pattern && !patterns.has(used)) {
        patterns.set(used, null);
        patterns.set(used, resolved(pattern, patterns));
      }
    }
  }
  for (const child of original.childNodes) {
    if (child instanceof Text) copy.append(child.data);
    else if (child instanceof SVGElement && getComputedStyle(child).display !== "none") copy.append(resolved(child, patterns));
  }
  return copy;
}

// The background and the borders of a box.
function ground(style, x, y, { width, height }) {
  const parts = [];
  const isSeen = (color) => !/^(transparent|rgba\(.*, 0\))$/.test(color);
  const fill = (color, at, size) => parts.push(drawn("rect", { x: at[0], y: at[1], width: size[0], height: size[1], fill: color }));
  if (isSeen(style.backgroundColor)) fill(style.backgroundColor, [x, y], [width, height]);
  for (const side of ["Top", "Right", "Bottom", "Left"]) {
    const thick = parseFloat(style[`border${side}Width`]);
    const color = style[`border${side}Color`];
    if (!thick || !isSeen(color)) continue;
    const isLevel = side === "Top" || side === "Bottom";
    const at = [side === "Right" ? x + width - thick : x, side === "Bottom" ? y + height - thick : y];
    fill(color, at, isLevel ? [width, thick] : [thick, height]);
  }
  return parts;
}

// A text as it is broken into lines on the page: one SVG text for each.
function lines(text, style, origin) {
  const range = document.createRange();
  const found = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const [box] = range.getClientRects();
    if (!box || !box.width) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.top - box.top) < 2) last.words.push(word);
    else found.push({ left: box.left, top: box.top, height: box.height, words: [word] });
  }
  const font = Object.fromEntries(KEPT_OF_TEXT.slice(0, 5).map((name) => [name, style.getPropertyValue(name)]));
  return found.map(({ left, top, height, words }) => drawn("text",
    { x: left - origin.left, y: top - origin.top + height * ascent(style), fill: style.color, ...font }, words.join(" ")));
}

// Which part of a line's height is above the baseline.
function ascent(style) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText("x");
  return above / (above + below);
}

// The picture in pixels, `scale` of them for each CSS pixel, as a Blob.
export async function png({ text, width, height }, scale) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = () => reject(new Error("this browser did not draw the picture; the SVG has the same content"));
      image.src = address;
    });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * scale, height * scale];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("this browser made no picture; the SVG has the same content");
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
