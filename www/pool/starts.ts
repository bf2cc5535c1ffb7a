// Starts the workers of all pools of the page, a few in each turn of its event loop. Each start takes milliseconds of the page's thread,
// so 256 in one turn would keep the page from drawing and answering for a second.

/** The most workers that are started in one turn. */
const MOST_A_TURN = 16;

/** A pool whose workers are not all started. */
interface Starting {
  /** Starts one worker. Returns whether there are more to start. */
  next: () => boolean;
  /** Takes what `next` throws in a later turn. */
  fail: (error: unknown) => void;
}

const waiting = new Set<Starting>();
// Not a timer, because a browser delays the timers of a page in the background by a second and more.
const nextTurn = new MessageChannel();
let isAsked = false;
let room = MOST_A_TURN;

nextTurn.port1.onmessage = () => {
  isAsked = false;
  room = MOST_A_TURN;
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

function startOne(pool: Starting): boolean {
  room -= 1;
  if (!isAsked) nextTurn.port2.postMessage(null);
  isAsked = true;
  return pool.next();
}

/** Starts workers until `next` returns `false`: as many as there is room for now, at least one, and the others in later turns. */
export function startInTurns(pool: Starting): void {
  let isMore = startOne(pool);
  while (isMore && room > 0) isMore = startOne(pool);
  if (isMore) waiting.add(pool);
}
