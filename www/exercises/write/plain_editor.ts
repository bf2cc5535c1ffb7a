// What an exercise needs from an editor, and the plain field that is used if CodeMirror does not load.

import { el } from "../../common/dom.js";

export interface SyntaxProblem {
  line: number;
  message: string;
}

export interface Editor {
  readonly text: string;
  setText: (text: string) => void;
  /** Marks a line; 0 removes the mark. */
  mark: (line: number) => void;
  focus: () => void;
  destroy: () => void;
  /** Describes the editor's keys to the learner. */
  keys: string;
  /** Finds what cannot be parsed. Only JavaScript is parsed. */
  syntaxError: (source: string) => SyntaxProblem | null;
}

export interface EditorOptions {
  /** JavaScript, if it is left out. */
  language?: "python";
  /** What the key for running does. */
  runs: string;
  text: string;
  label: string;
  /** The id of the element that describes a plain field. */
  describedBy: string;
  onChange: (text: string) => void;
  onRun: () => void;
}

/** The key that editors combine with others. */
export const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "Cmd" : "Ctrl";

/** Makes a plain field in `host`. */
export function plainEditor(host: HTMLElement, { runs, text, label, describedBy, onChange, onRun }: EditorOptions): Editor {
  const field = el("textarea", {
    class: "write-plain", rows: 18, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
    "aria-label": label, "aria-describedby": describedBy,
  });
  field.value = text;
  field.addEventListener("input", () => onChange(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onRun();
  });
  host.replaceChildren(field);
  return {
    get text() { return field.value; },
    setText(value) { field.value = value; onChange(value); },
    mark(line) {
      field.toggleAttribute("aria-invalid", line > 0);
      if (line === 0) return;
      const lines = field.value.split("\n");
      const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
      field.setSelectionRange(before, before + (lines[line - 1]?.length ?? 0));
    },
    focus: () => field.focus(),
    destroy: () => field.remove(),
    keys: `The editor did not load, so this is a plain field; everything works in it. ${MOD}+Enter ${runs}.`,
    // The editor's parser did not load either, so the browser finds syntax errors when it runs the code.
    syntaxError: () => null,
  };
}
