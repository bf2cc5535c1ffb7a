// The editor: CodeMirror, loaded with the first exercise that is opened, or a plain field where it does not load.

import { el } from "../dom.js";

/**
 * @typedef {object} Editor
 * @property {string} text
 * @property {(text: string) => void} setText
 * @property {(line: number) => void} mark marks a line; 0: none
 * @property {() => void} focus
 * @property {() => void} destroy
 * @property {string} keys what to say about the keyboard
 * @property {(source: string) => { line: number, message: string } | null} syntaxError
 *
 * @typedef {object} Wanted
 * @property {string} text
 * @property {string} label
 * @property {string} describedBy
 * @property {(text: string) => void} onChange
 * @property {() => void} onRun
 */

/** @param {HTMLElement} host @param {Wanted} wanted @returns {Promise<Editor>} */
export async function openEditor(host, wanted) {
  try {
    const { createEditor } = await import("./editor.js");
    return createEditor(host, wanted);
  } catch {
    return plainEditor(host, wanted);
  }
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const MOD = isMac ? "Cmd" : "Ctrl";

/** @param {HTMLElement} host @param {Wanted} wanted @returns {Editor} */
function plainEditor(host, { text, label, describedBy, onChange, onRun }) {
  const field = /** @type {HTMLTextAreaElement} */ (el("textarea", {
    class: "write-plain", rows: 18, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
    "aria-label": label, "aria-describedby": describedBy,
  }));
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
      const before = field.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
      field.setSelectionRange(before, before + (field.value.split("\n")[line - 1]?.length ?? 0));
    },
    focus: () => field.focus(),
    destroy: () => field.remove(),
    keys: `The editor did not load, so this is a plain field; everything works in it. ${MOD}+Enter runs the checks.`,
    // Without the editor's parser, the browser itself says what it cannot read.
    syntaxError: () => null,
  };
}
