// Makes the row below the list: export, import and reset.

import { el, first, messageOf, save } from "../common/dom.js";
import type { EveryCore } from "../every-core";
import { CATALOGUE } from "./catalogue.js";
import { TOO_LONG } from "./progress.js";
import type { Progress } from "./progress.js";

/** No file that can be read has more bytes. */
const MOST_BYTES = 1_500_000;

export function tools({ everyCore, progress, say }: { everyCore: EveryCore; progress: Progress; say: (text: string) => void }): HTMLElement {
  const words = el("p", { class: "small dim", id: "ex-kept" });
  const answer = el("p", { class: "small", id: "ex-tools-said" });
  const tell = (text: string) => {
    answer.textContent = text;
    say(text);
  };
  const learner = el("input", {
    id: "ex-learner", type: "text", maxlength: 80, autocomplete: "off", "aria-describedby": "ex-learner-hint",
    oninput: () => { progress.learner = learner.value; },
  });
  const importChosen = async (): Promise<void> => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    try {
      // The size is checked before the file is in memory, because any file can be chosen.
      if (chosen.size > MOST_BYTES) throw new Error(TOO_LONG);
      progress.import(await chosen.text());
      tell(`Imported: ${progress.passed} of ${CATALOGUE.length} passed.`);
    } catch (error) {
      tell(`Not imported. ${messageOf(error)}`);
    }
    file.value = "";
  };
  const file = el("input", { id: "ex-import", type: "file", accept: ".json,application/json", class: "vh", onchange: () => importChosen() });
  const reset = el("button", { class: "btn", type: "button", id: "ex-reset" }, "Reset");
  const forget = () => {
    progress.reset();
    ask(false);
    tell("All progress is forgotten.");
  };
  const sure = el("span", { class: "row", hidden: true },
    el("span", { class: "ui" }, "Forget all progress?"),
    el("button", { class: "btn", type: "button", id: "ex-forget", onclick: forget }, "Forget it"),
    el("button", { class: "btn", type: "button", onclick: () => ask(false) }, "Keep it"));
  const ask = (isAsking: boolean): void => {
    sure.hidden = !isAsking;
    reset.hidden = isAsking;
    (isAsking ? first(sure, ".btn") : reset).focus();
  };
  reset.addEventListener("click", () => ask(true));
  const draw = () => {
    // The field is left alone while the learner types in it.
    if (document.activeElement !== learner) learner.value = progress.learner;
    const kept = progress.isKept
      ? "Progress is kept in this browser and nowhere else."
      : "This browser lets the page keep nothing: progress lasts until you leave. Export it before.";
    words.textContent = `${progress.passed} of ${CATALOGUE.length} passed. ${kept} ${progress.warning}`;
  };
  progress.onChange(draw);
  draw();
  const exportNow = () => {
    save("every-core-exercises.json", progress.exported(everyCore), "application/json");
    tell("Exported as every-core-exercises.json.");
  };
  return el("div", { class: "ex-tools" },
    words,
    el("div", { class: "row end" },
      el("div", {}, el("label", { class: "lbl", for: "ex-learner" }, "Your name, for the file"), el("span", { class: "field" }, learner)),
      el("button", { class: "btn", type: "button", id: "ex-export", onclick: exportNow }, "Export"),
      file, el("label", { class: "btn", for: "ex-import" }, "Import"),
      reset, sure),
    el("p", { class: "small dim", id: "ex-learner-hint" }, "The name is for an instructor who collects the files, and may stay empty."),
    answer);
}
