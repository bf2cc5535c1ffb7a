// The editor of the exercises and of Python: CodeMirror, and a parser for syntax errors. It is loaded when one of them is opened.
//
// The editor is inside a shadow root, because there CodeMirror uses adopted style sheets. Elsewhere it makes <style> elements, which the
// site's policy forbids. The page's design tokens are inherited into the shadow root.

import { history, historyKeymap, defaultKeymap, indentLess, indentMore } from "@codemirror/commands";
import { javascriptLanguage } from "@codemirror/lang-javascript";
import { pythonLanguage } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import type { DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { parse } from "acorn";
import { MOD } from "./plain_editor.js";
import type { Editor, EditorOptions, SyntaxProblem } from "./plain_editor.js";

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "none" },
  // The gutter would cover an outline, so the focus ring is drawn above it.
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

// When a selection is typed over, Chromium keeps the old text's style in a style attribute, which the site's policy forbids and reports.
// So the editor replaces the text before the browser does.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data } = event;
    if (inputType !== "insertText" || !data || view.composing || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

const blame = StateEffect.define<number>();
const blamed = StateField.define<DecorationSet>({
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

/** Finds what cannot be parsed in the body of an async function. The message is the same in every browser. */
function syntaxError(source: string): SyntaxProblem | null {
  try {
    // The code is strict. The directive is on its first line, so that line numbers stay right.
    parse(`"use strict";${source}`, { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true });
    return null;
  } catch (error) {
    if (!isParseError(error)) throw error;
    const line = Math.min(error.loc.line, source.split("\n").length);
    const isImport = /'import' and 'export'/.test(error.message);
    const message = isImport ? "import and export do not work in an exercise" : error.message.replace(/ \(\d+:\d+\)$/, "");
    return { line, message: withToken(message, source, error.pos) };
  }
}

/** The errors that acorn's parser throws. */
type ParseError = SyntaxError & { pos: number; loc: { line: number } };
const isParseError = (error: unknown): error is ParseError => error instanceof SyntaxError && "pos" in error && "loc" in error;

/** Adds the token to the message “Unexpected token”. */
function withToken(message: string, source: string, position: number): string {
  if (message !== "Unexpected token") return message;
  const at = position - "\"use strict\";".length;
  const token = /^(\w+|\S)/.exec(source.slice(at))?.[1];
  return token ? `unexpected “${token.slice(0, 20)}”` : "the end of the code comes too early: is a bracket not closed?";
}

/** Makes an editor in `host`. */
export function createEditor(host: HTMLElement, { language, runs, text, label, onChange, onRun }: EditorOptions): Editor {
  host.replaceChildren();
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  // `aria-describedby` cannot refer to an element outside of the shadow root, so the description is repeated inside.
  const description = document.createElement("span");
  description.id = "keys";
  description.hidden = true;
  const keys = `${MOD}+Enter ${runs}. Tab leaves the editor; ${MOD}+] and ${MOD}+[ indent.`;
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
        lineNumbers(), history(), indentOnInput(), bracketMatching(), indentUnit.of(language === "python" ? "    " : "  "),
        language === "python" ? pythonLanguage : javascriptLanguage, syntaxHighlighting(colours), look, blamed, typedOver,
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
