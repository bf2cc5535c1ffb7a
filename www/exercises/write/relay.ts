// A worker of the page between it and the learner's worker. Reading a message can take minutes: an array may have four thousand million
// empty places, and a text may have a gigabyte. It is read here, so the page never waits for it, and gets text of a known length only.

/** What the relay tells the page: messages of the learner's worker, or why it takes no more. */
export type FromRelay = readonly string[] | "flood" | "unsound";
/** What the page tells the relay: it is ready for more messages, or a message for the learner's worker. */
export type ToRelay = { next: true } | { message: unknown };

/** Runs in the worker. It is sent as text, so it can use nothing outside of the function but types. */
function relay(mostMessages: number, mostCharacters: number): void {
  // One turn of the page takes no more than this.
  const MOST_AT_ONCE = 100, LONGEST_AT_ONCE = 50_000;
  self.addEventListener("message", ({ ports: [page, code] }) => {
    if (!page || !code) return;
    const waiting: string[] = [];
    let messages = 0, characters = 0, sent = 0, isAsked = true;
    const tell = (message: FromRelay) => page.postMessage(message);
    const pass = () => {
      if (!isAsked || sent === waiting.length) return;
      const from = sent;
      for (let length = 0; sent < waiting.length && sent - from < MOST_AT_ONCE && length < LONGEST_AT_ONCE; sent++) length += waiting[sent]?.length ?? 0;
      isAsked = false;
      tell(waiting.slice(from, sent));
    };
    const end = (why: "flood" | "unsound") => {
      code.close();
      tell(why);
    };
    code.onmessage = ({ data }) => {
      if (typeof data !== "string") return end("unsound");
      messages += 1;
      characters += data.length;
      if (messages > mostMessages || characters > mostCharacters) return end("flood");
      waiting.push(data);
      pass();
    };
    page.onmessage = ({ data }: MessageEvent<ToRelay>) => {
      if ("message" in data) return code.postMessage(data.message);
      isAsked = true;
      pass();
    };
  }, { once: true });
}

/** Starts the relay. The port to the learner's worker moves into it. */
export function startRelay(code: MessagePort, page: MessagePort, mostMessages: number, mostCharacters: number): Worker {
  const text = `(${relay})(${mostMessages}, ${mostCharacters})`;
  const worker = new Worker(`data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`);
  worker.postMessage(null, [page, code]);
  return worker;
}
