// Builds elements without markup strings, so text from links, reports and exercises can only ever become text nodes.

/** The attributes of a new element: a function is a listener (`onclick`), `true` an attribute without a value. */
export type Attributes = Readonly<Record<string, string | number | boolean | URL | undefined | ((event: Event) => unknown)>>;
export type Child = Node | string;

function build<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice("on".length), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** Makes an HTML element. Attributes that are `false` or `undefined` are left out. */
export function el<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  return build(document.createElement(tag), attributes, children);
}

/** Makes an SVG element. */
export function svg<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[Tag] {
  return build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** Returns the element with this id, which the page or the caller is known to have made. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found;
}

/** Returns the first descendant that matches `selector`, which the caller knows to be there. */
export function first<E extends Element = HTMLElement>(within: ParentNode, selector: string): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`there is no ${selector} here`);
  return found;
}

function icon(path: string): SVGSVGElement {
  const attributes = { width: 14, height: 14, viewBox: "0 0 16 16", fill: "none", stroke: "currentColor", "stroke-width": 2, "aria-hidden": "true" };
  return svg("svg", attributes, svg("path", { d: path }));
}
export const tick = (): SVGSVGElement => icon("M3 8.5l3.2 3.2L13 4.8");
export const cross = (): SVGSVGElement => icon("M3.5 3.5l9 9M12.5 3.5l-9 9");

/** Makes a notice in the page's style. `tone` is "bad" for what did not work. */
export function notice(title: string, sentence: string, tone: "bad" | "" = ""): HTMLElement {
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  const markup = byId("notice-markup") as HTMLTemplateElement;
  const made = el("div", { class: `notice ${tone}`.trim() }, markup.content.cloneNode(true));
  first(made, "b").textContent = title;
  first(made, "p").append(/[.!?]$/.test(text) ? text : `${text}.`);
  return made;
}

/** A question in a row of the page, with two buttons. */
export interface Question {
  element: HTMLElement;
  /** Asks, and resolves with whether the first button was pressed. */
  ask: (text: string, yes: string, no: string) => Promise<boolean>;
}

/** Makes a question, which is hidden until it is asked. The first button has the id `id`. */
export function question(id: string): Question {
  let answer = (_isYes: boolean): void => {};
  const words = el("span", { class: "ui" });
  const yes = el("button", { class: "btn", type: "button", id, onclick: () => answer(true) });
  const no = el("button", { class: "btn", type: "button", onclick: () => answer(false) });
  const element = el("span", { class: "row", hidden: true }, words, yes, no);
  const ask = (text: string, yesText: string, noText: string) => new Promise<boolean>((resolve) => {
    // A question that is asked again takes the place of the one before.
    answer(false);
    answer = (isYes) => {
      element.hidden = true;
      resolve(isYes);
    };
    [words.textContent, yes.textContent, no.textContent] = [text, yesText, noText];
    element.hidden = false;
    yes.focus();
  });
  return { element, ask };
}

/** Makes a table in which the first cell of each row is its heading. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): HTMLTableElement {
  // On narrow screens each cell shows the heading of its column.
  const cell = (content: string, index: number) =>
    index === 0 ? el("th", { scope: "row" }, content) : el("td", { "data-head": heads[index] }, content);
  return el("table", { class: "data-table" },
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell)))));
}

/** Adds a style sheet to the page, once, and resolves when it has loaded. */
export function loadStyles(address: URL): Promise<void> {
  const { href } = address;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = el("link", {
      rel: "stylesheet", href, onload: () => resolve(),
      onerror: () => {
        // Removed, so that the next call tries again.
        link.remove();
        reject(new Error(`${href.split("/").at(-1)} is missing`));
      },
    });
    document.head.append(link);
  });
}

/** How long the address of a saved file stays valid: the browser reads it after the click's own task. */
const SAVING_MS = 10_000;

/** Offers a text or picture to the reader as a file. */
export function save(name: string, content: string | Blob, type: string): void {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), SAVING_MS);
}

/** Returns the message of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
