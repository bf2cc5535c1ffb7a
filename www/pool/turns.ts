// Starts and ends the workers of all pools of the page, a few in each turn of its event loop. Each takes milliseconds of the page's
// thread, so 256 in one turn would keep the page from drawing and answering for a second.

/** The most workers that are started and ended in one turn. */
const MOST_A_TURN = 16;

/** A pool whose workers are not all started. */
interface Starting {
  /** Starts one worker. Returns whether there are more to start. */
  next: () => boolean;
  /** Takes what `next` throws in a later turn. */
  fail: (error: unknown) => void;
}

const waiting = new Set<Starting>();
/** Workers that are to end, and what waits until all have been told to. */
const ending: Worker[] = [];
const listeners: (() => void)[] = [];
// Not a timer, because a browser delays the timers of a page in the background by a second and more.
const nextTurn = new MessageChannel();
let isAsked = false;
let room = MOST_A_TURN;

nextTurn.port1.onmessage = () => {
  isAsked = false;
  room = MOST_A_TURN;
  // They come first, so that new workers find room.
  for (const worker of ending.splice(0, room)) endOne(worker);
  if (ending.length === 0) for (const listener of listeners.splice(0)) listener();
  // One for each pool in turn, so that a small one does not wait for all of a large one. A Set also visits what is added meanwhile.
  for (const pool of waiting) {
    if (room <= 0) break;
    waiting.delete(pool);
    try {
      if (startOne(pool)) waiting.add(pool);
    } catch (error) {
      pool.fail(error);
    }
  }
};

/** Counts a worker, and asks for the next turn. */
function count(): void {
  room -= 1;
  if (!isAsked) nextTurn.port2.postMessage(null);
  isAsked = true;
}

function startOne(pool: Starting): boolean {
  count();
  return pool.next();
}

function endOne(worker: Worker): void {
  count();
  worker.terminate();
}

/** Starts workers until `next` returns `false`: as many as there is room for now, at least one, and the others in later turns. */
export function startInTurns(pool: Starting): void {
  let isMore = startOne(pool);
  while (isMore && room > 0) isMore = startOne(pool);
  if (isMore) waiting.add(pool);
}

/** Ends a worker: at once if there is room for that in this turn, or else in a later one. */
export function endInTurns(worker: Worker): void {
  if (room > 0) endOne(worker);
  else ending.push(worker);
}

/** Returns null if no worker waits for its end, or else a promise that resolves when none does. */
export function whenEnded(): Promise<void> | null {
  return ending.length === 0 ? null : new Promise((resolve) => listeners.push(resolve));
}
