// Chooses the editor: CodeMirror, or a plain field.

import { plainEditor } from "./plain_editor.js";
import type { Editor, EditorOptions } from "./plain_editor.js";

/** Opens CodeMirror, which is loaded with the first editor, or a plain field if it does not load. */
export async function openEditor(host: HTMLElement, options: EditorOptions): Promise<Editor> {
  try {
    const { createEditor } = await import("./editor.js");
    return createEditor(host, options);
  } catch {
    return plainEditor(host, options);
  }
}
