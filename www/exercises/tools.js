// Below the list: export, import and reset.

import { CATALOGUE } from "./catalogue.js";
import { download, el } from "./dom.js";

/** More bytes than there are in the longest file that is read. */
const MOST_BYTES = 1_500_000;

/**
 * @param {{ everyCore: import("../every-core").EveryCore, progress: import("./progress.js").Progress, say: (text: string) => void }} given
 */
export function tools({ everyCore, progress, say }) {
  const words = el("p", { class: "small dim", id: "ex-kept" });
  const answer = el("p", { class: "small", id: "ex-tools-said" });
  const tell = (text) => {
    answer.textContent = text;
    say(text);
  };
  const learner = /** @type {HTMLInputElement} */ (el("input", {
    id: "ex-learner", type: "text", maxlength: 80, autocomplete: "off", "aria-describedby": "ex-learner-hint",
    oninput: () => (progress.learner = learner.value),
  }));
  const file = /** @type {HTMLInputElement} */ (el("input", {
    id: "ex-import", type: "file", accept: ".json,application/json", class: "vh", onchange: async () => {
      const [chosen] = file.files ?? [];
      if (!chosen) return;
      try {
        // Before it is in memory: any file can be chosen.
        if (chosen.size > MOST_BYTES) throw new Error("The file is too long to be progress of these exercises. Choose the one you exported here.");
        progress.import(await chosen.text());
        tell(`Imported: ${progress.passed} of ${CATALOGUE.length} passed.`);
      } catch (error) {
        tell(`Not imported. ${error.message}`);
      }
      file.value = "";
    },
  }));
  const reset = el("button", { class: "btn", type: "button", id: "ex-reset" }, "Reset");
  const sure = el("span", { class: "row", hidden: true },
    el("span", { class: "ui" }, "Forget all progress?"),
    el("button", { class: "btn", type: "button", id: "ex-forget", onclick: () => {
      progress.reset();
      ask(false);
      tell("All progress is forgotten.");
    } }, "Forget it"),
    el("button", { class: "btn", type: "button", onclick: () => ask(false) }, "Keep it"));
  const ask = (isAsking) => {
    sure.hidden = !isAsking;
    reset.hidden = isAsking;
    (isAsking ? /** @type {HTMLElement} */ (sure.querySelector(".btn")) : reset).focus();
  };
  reset.addEventListener("click", () => ask(true));
  const draw = () => {
    // Not under the hands of who is typing.
    if (document.activeElement !== learner) learner.value = progress.learner;
    const kept = progress.isKept
      ? "Progress is kept in this browser and nowhere else."
      : "This browser lets the page keep nothing: progress lasts until you leave. Export it before.";
    words.textContent = `${progress.passed} of ${CATALOGUE.length} passed. ${kept} ${progress.warning}`;
  };
  progress.onChange(draw);
  draw();
  return el("div", { class: "ex-tools" },
    words,
    el("div", { class: "row end" },
      el("div", {}, el("label", { class: "lbl", for: "ex-learner" }, "Your name, for the file"), el("span", { class: "field" }, learner)),
      el("button", { class: "btn", type: "button", id: "ex-export", onclick: () => {
        download("every-core-exercises.json", progress.exported(everyCore));
        tell("Exported as every-core-exercises.json.");
      } }, "Export"),
      file, el("label", { class: "btn", for: "ex-import" }, "Import"),
      reset, sure),
    el("p", { class: "small dim", id: "ex-learner-hint" }, "The name is for an instructor who collects the files, and may stay empty."),
    answer);
}
