// The editor of the exercises. `cargo xtask build` bundles this with what it imports into one file, which is loaded when an
// exercise is opened.
//
// It lives in a shadow root: there CodeMirror's styles are adopted style sheets, which the site's policy has nothing against,
// and not <style> elements, which it forbids. The tokens of the page reach into it.

import { history, historyKeymap, defaultKeymap, indentLess, indentMore } from "@codemirror/commands";
import { javascriptLanguage } from "@codemirror/lang-javascript";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { parse } from "acorn";

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const MOD = isMac ? "Cmd" : "Ctrl";

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "none" },
  // Over the gutter, which would cover an outline.
  "&.cm-focused::after": { content: '""', position: "absolute", inset: "0", border: "2px solid var(--accent)", pointerEvents: "none", zIndex: "300" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5rem", overflow: "auto" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--ink-3)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 16px", minWidth: "2.5em" },
  ".cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--edge)" },
  ".cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--pencil)" },
  ".cm-blamed": { backgroundColor: "var(--pencil-wash)", boxShadow: "inset 3px 0 var(--pencil)" },
}, { dark: false });

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--accent)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
]);

// Where a selection is typed over, Chromium keeps the looks of what was there by a style attribute, which the site's policy
// forbids and reports. So the editor replaces the text before the browser does.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const isOurs = event.inputType === "insertText" && event.data && !view.composing && !view.state.selection.main.empty;
    if (isOurs) view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return isOurs;
  },
});

const blame = StateEffect.define();
const blamed = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(blame)) continue;
      const isThere = effect.value > 0 && effect.value <= transaction.state.doc.lines;
      now = isThere ? Decoration.set([Decoration.line({ class: "cm-blamed" }).range(transaction.state.doc.line(effect.value).from)]) : Decoration.none;
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * What cannot be read in the body of an async function, and where: in the same words in every browser.
 * @param {string} source
 * @returns {{ line: number, message: string } | null}
 */
export function syntaxError(source) {
  try {
    // The code is strict; the directive stands on its first line, so that the numbers of lines are right.
    parse(`"use strict";${source}`, { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true });
    return null;
  } catch (error) {
    const line = Math.min(error.loc?.line ?? 0, source.split("\n").length);
    const isImport = /'import' and 'export'/.test(error.message);
    const message = isImport ? "there is nothing to import here, and nobody to export to" : error.message.replace(/ \(\d+:\d+\)$/, "");
    return { line, message: nearer(message, source, error.pos) };
  }
}

/** “Unexpected token” alone says little: adds what stands there. */
function nearer(message, source, position) {
  if (message !== "Unexpected token") return message;
  const at = position - "\"use strict\";".length;
  const token = /^(\w+|\S)/.exec(source.slice(at))?.[1];
  return token ? `unexpected “${token.slice(0, 20)}”` : "the end of the code comes too early: is a bracket not closed?";
}

/** @param {HTMLElement} host @param {import("../www/exercises/write/editing.js").Wanted} wanted */
export function createEditor(host, { text, label, describedBy, onChange, onRun }) {
  host.replaceChildren();
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  // An id outside of a shadow root cannot be pointed at from inside.
  const description = document.createElement("span");
  description.id = "keys";
  description.hidden = true;
  const keys = `${MOD}+Enter runs the checks. Tab leaves the editor; ${MOD}+] and ${MOD}+[ indent.`;
  description.textContent = keys;
  root.replaceChildren(description);
  const run = () => { onRun(); return true; };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }, { key: "Mod-]", run: indentMore }, { key: "Mod-[", run: indentLess }])),
        lineNumbers(), history(), indentOnInput(), bracketMatching(), indentUnit.of("  "),
        javascriptLanguage, syntaxHighlighting(colours), look, blamed, typedOver,
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "keys", spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) onChange(update.state.doc.toString()); }),
      ],
    }),
  });
  return {
    get text() { return view.state.doc.toString(); },
    setText(value) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } }); },
    mark(line) {
      const scroll = line > 0 && line <= view.state.doc.lines ? [EditorView.scrollIntoView(view.state.doc.line(line).from, { y: "nearest" })] : [];
      view.dispatch({ effects: [blame.of(line), ...scroll] });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
    keys,
    syntaxError,
  };
}
