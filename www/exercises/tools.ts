// Makes the row below the list: export, import and reset.

import { el, messageOf, question, save } from "../common/dom.js";
import type { EveryCore } from "../every-core";
import { CATALOGUE } from "./catalogue.js";
import { TOO_LONG } from "./progress.js";
import type { Progress } from "./progress.js";

/** No file that can be read has more bytes. */
const MOST_BYTES = 15_000_000;

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
      const planned = progress.planned(await chosen.text());
      const isWanted = planned.question === "" || await asked.ask(`${planned.question} Import it all the same?`, "Import it", "Leave it");
      tell(isWanted ? planned.apply() : "Not imported. Everything is as it was.");
      if (planned.question !== "") file.focus();
    } catch (error) {
      tell(`Not imported. ${messageOf(error)}`);
    }
    file.value = "";
  };
  const file = el("input", { id: "ex-import", type: "file", accept: ".json,application/json", class: "vh", onchange: () => importChosen() });
  const asked = question("ex-import-all-the-same");
  const sure = question("ex-forget");
  const forget = async (): Promise<void> => {
    reset.hidden = true;
    const isSure = await sure.ask("Forget all progress?", "Forget it", "Keep it");
    reset.hidden = false;
    reset.focus();
    if (!isSure) return;
    progress.reset();
    tell("All progress is forgotten.");
  };
  const reset = el("button", { class: "btn", type: "button", id: "ex-reset", onclick: () => forget() }, "Reset");
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
  const openClass = () => import("../class/received.js").then((panel) => panel.open([])).catch((error: unknown) => {
    tell(`This part did not load (${messageOf(error)}). Check the connection and reload the page.`);
  });
  return el("div", { class: "ex-tools" },
    words,
    el("div", { class: "row end" },
      el("div", {}, el("label", { class: "lbl", for: "ex-learner" }, "Your name, for the file"), el("span", { class: "field" }, learner)),
      el("button", { class: "btn", type: "button", id: "ex-export", onclick: exportNow }, "Export"),
      file, el("label", { class: "btn", for: "ex-import" }, "Import"),
      asked.element, reset, sure.element,
      el("button", { class: "btn", type: "button", id: "class-open", onclick: () => openClass() }, "A class’s files")),
    el("p", { class: "small dim", id: "ex-learner-hint" }, "The name is for an instructor who collects the files, and may stay empty."),
    answer);
}
