// `<every-core-exercise name="pool-speedup">`: one exercise in a page of a course. The element contains a frame, gives it the
// height that the exercise needs, and fires the event "passed". The page may be of another origin than the exercise.

import type { Message } from "./exercises/embed.js";

const FIRST_HEIGHT_PX = 480;

class EveryCoreExercise extends HTMLElement {
  static observedAttributes = ["name"];
  #frame = document.createElement("iframe");

  connectedCallback(): void {
    Object.assign(this.#frame.style, { display: "block", width: "100%", height: `${FIRST_HEIGHT_PX}px`, border: "0" });
    // Shared memory works in a frame only if the page around it is isolated and lets the frame have it.
    this.#frame.allow = "cross-origin-isolated";
    this.replaceChildren(this.#frame);
    addEventListener("message", this.#hear);
    this.#open();
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#hear);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#open();
  }

  #open(): void {
    const name = this.getAttribute("name") ?? "";
    const address = new URL("./", import.meta.url);
    address.search = String(new URLSearchParams({ embed: "1", exercise: name }));
    if (this.#frame.src === address.href) return;
    this.#frame.title = this.title || `Exercise: ${name}`;
    this.#frame.src = address.href;
  }

  #hear = ({ source, data }: MessageEvent<Message>): void => {
    if (!this.#frame.contentWindow || source !== this.#frame.contentWindow) return;
    if (data.type === "every-core/height") this.#frame.style.height = `${data.heightPx}px`;
    if (data.type === "every-core/passed") {
      const { exercise, attempts } = data;
      this.dispatchEvent(new CustomEvent("passed", { detail: { exercise, attempts }, bubbles: true }));
    }
  };
}

// A page may load this module from two addresses; a name can be defined only once.
if (!customElements.get("every-core-exercise")) customElements.define("every-core-exercise", EveryCoreExercise);
