// Saves a figure of the page as an SVG that needs no style sheet: colours and patterns are resolved, and text is placed line by line.
// The picture looks as the reader sees it, with the same theme and width.

import { svg } from "../common/dom.js";

/** A picture as the text of an SVG file. */
export interface Picture {
  text: string;
  width: number;
  height: number;
}

/** Room for the labels to the left of an axis. */
const MARGIN = 40;
/** The properties that are copied as presentation attributes, because style sheets are not saved. */
const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity",
  "opacity", "paint-order", "shape-rendering", "overflow", "visibility"];
const KEPT_OF_FONT = ["font-family", "font-size", "font-weight", "font-style", "letter-spacing"];
const KEPT_OF_TEXT = [...KEPT_OF_FONT, "text-anchor", "dominant-baseline"];
/** What only works on the page. */
const CONTROLS = "button, input, select, label, fieldset, details, .vh, .launch, .panel > p, .panel > :has(input), :has(> button)";

/** The patterns that a picture uses, by their ids. */
type Patterns = Map<string, Element>;

/** Makes the picture of a figure. */
export function pictureOf(figure: HTMLElement): Picture {
  const box = figure.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width) + 2 * MARGIN, Math.ceil(box.height) + 2 * MARGIN];
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  const patterns: Patterns = new Map();
  const content = svg("g", { transform: `translate(${MARGIN} ${MARGIN})` });
  add(figure, content, box, patterns);
  const title = svg("title", {}, figure.querySelector("figcaption")?.textContent ?? "");
  const root = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, title,
    svg("defs", {}, ...patterns.values()), svg("rect", { width, height, fill: paper }), content);
  return { text: new XMLSerializer().serializeToString(root), width, height };
}

/** Adds what `element` shows to `into`, relative to `origin`. */
function add(element: Element, into: SVGElement, origin: DOMRect, patterns: Patterns): void {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || element.matches(CONTROLS)) return;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left - origin.left, box.top - origin.top];
  if (element instanceof SVGSVGElement) {
    const copy = resolved(element, patterns);
    for (const [name, value] of Object.entries({ x, y, width: box.width, height: box.height })) copy.setAttribute(name, String(value));
    into.append(copy);
  } else if (element instanceof HTMLCanvasElement) {
    into.append(svg("image", { x, y, width: box.width, height: box.height, href: element.toDataURL() }));
  } else {
    into.append(...ground(style, x, y, box));
    for (const child of element.childNodes) {
      if (child instanceof Text) into.append(...lines(child, style, origin));
      else if (child instanceof Element) add(child, into, origin, patterns);
    }
  }
}

/** Copies a drawing so that it needs no style sheet. */
function resolved(original: Element, patterns: Patterns): Element {
  const style = getComputedStyle(original);
  const copy = original.cloneNode(false) as Element;
  copy.removeAttribute("class");
  const isText = original instanceof SVGTextContentElement;
  for (const name of isText ? [...KEPT, ...KEPT_OF_TEXT] : KEPT) {
    const value = style.getPropertyValue(name);
    if (value) copy.setAttribute(name, value);
    const used = /url\(["']?[^"')]*#([^"')]+)/.exec(value)?.[1];
    if (used) {
      // The file has no address of its own, so the reference must not contain that of the page.
      copy.setAttribute(name, `url(#${used})`);
      const pattern = document.getElementById(used);
      if (pattern && !patterns.has(used)) {
        // Entered before it is resolved, so that a pattern that uses itself does not recurse for ever.
        patterns.set(used, pattern);
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

const SIDES = ["Top", "Right", "Bottom", "Left"] as const;

/** Draws the background and the borders of a box. */
function ground(style: CSSStyleDeclaration, x: number, y: number, { width, height }: DOMRect): SVGElement[] {
  const parts: SVGElement[] = [];
  const isSeen = (color: string) => !/^(transparent|rgba\(.*, 0\))$/.test(color);
  const fill = (color: string, at: readonly [number, number], size: readonly [number, number]) =>
    parts.push(svg("rect", { x: at[0], y: at[1], width: size[0], height: size[1], fill: color }));
  if (isSeen(style.backgroundColor)) fill(style.backgroundColor, [x, y], [width, height]);
  for (const side of SIDES) {
    const thick = parseFloat(style[`border${side}Width`]);
    const color = style[`border${side}Color`];
    if (!thick || !isSeen(color)) continue;
    const isLevel = side === "Top" || side === "Bottom";
    const at = [side === "Right" ? x + width - thick : x, side === "Bottom" ? y + height - thick : y] as const;
    fill(color, at, isLevel ? [width, thick] : [thick, height]);
  }
  return parts;
}

/** Draws a text as it is broken into lines on the page: one SVG text for each line. */
function lines(text: Text, style: CSSStyleDeclaration, origin: DOMRect): SVGElement[] {
  const range = document.createRange();
  const found: { left: number; top: number; height: number; words: string[] }[] = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const [box] = range.getClientRects();
    if (!box || !box.width) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.top - box.top) < 2) last.words.push(word);
    else found.push({ left: box.left, top: box.top, height: box.height, words: [word] });
  }
  const font = Object.fromEntries(KEPT_OF_FONT.map((name) => [name, style.getPropertyValue(name)]));
  return found.map(({ left, top, height, words }) => svg("text",
    { x: left - origin.left, y: top - origin.top + height * ascent(style), fill: style.color, ...font }, words.join(" ")));
}

/** Returns which part of a line's height is above the baseline. */
function ascent(style: CSSStyleDeclaration): number {
  const context = canvasContext(document.createElement("canvas"));
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText("x");
  return above / (above + below);
}

/** Returns the canvas's context for drawing. */
export function canvasContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser has no canvas to draw on");
  return context;
}

/** Draws the picture in pixels, `scale` of them for each CSS pixel. */
export async function png({ text, width, height }: Picture, scale: number): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () => reject(new Error("this browser did not draw the picture; the SVG has the same content"));
      image.src = address;
    });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * scale, height * scale];
    canvasContext(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("this browser made no picture; the SVG has the same content");
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
