// Who was busy: pieces in flight, and what a fair pool would make of pieces of these costs. Pure.

/**
 * The largest number of jobs that were handed out and not done at one time. It goes by the order of what happened: a coarse clock
 * gives one time to all of it.
 * @param {readonly { job: number, submittedAs: number, doneAs?: number }[]} pieces
 */
export function mostInFlight(pieces) {
  const jobs = new Map(pieces.map((piece) => [piece.job, piece]));
  const events = [...jobs.values()].flatMap(({ submittedAs, doneAs }) => [[submittedAs, 1], [doneAs ?? Infinity, -1]]).sort(([one], [other]) => one - other);
  let now = 0;
  let most = 0;
  for (const [, change] of events) most = Math.max(most, (now += change));
  return most;
}

/**
 * The share of the workers' time that is spent waiting when jobs are taken in turn by whoever is free, as a pool does. No clock
 * comes into it, so that a busy machine changes nothing.
 * @param {readonly number[]} costs of the jobs, in the order in which they were handed out
 * @param {number} workers
 */
export function idleShare(costs, workers) {
  const busyUntil = new Array(workers).fill(0);
  let total = 0;
  for (const cost of costs) {
    const free = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[free] += cost;
    total += cost;
  }
  const end = Math.max(...busyUntil);
  return end === 0 ? 0 : 1 - total / (workers * end);
}

/** The costs of the jobs: each is the sum of its pieces'. @param {readonly { job: number, start: number, end: number }[]} pieces */
export function jobCosts(pieces, cost) {
  const jobs = new Map();
  for (const { job, start, end } of pieces) jobs.set(job, (jobs.get(job) ?? 0) + cost(start, end));
  return [...jobs.values()];
}

/** How many numbers of each part of the range are tried out, to know what it costs. */
const SAMPLES = 64;
const PARTS = 512;

/**
 * What a piece of `primes` costs, in divisions: tried out on a sample of the numbers in each of many parts of the range.
 * @param {number} steps
 * @returns {(start: number, end: number) => number}
 */
export function primesCost(steps) {
  const width = steps / PARTS;
  const until = [0];
  for (let part = 0; part < PARTS; part++) {
    let divisions = 0;
    for (let sample = 0; sample < SAMPLES; sample++) {
      // A golden section of the part each time: no pattern of odd and even.
      const share = (sample * 0.618_033_988_749_895) % 1;
      divisions += 1 + divisionsFor(Math.floor((part + share) * width) + 1);
    }
    until.push(until[part] + (divisions / SAMPLES) * width);
  }
  const at = (bound) => {
    const part = Math.min(Math.max(bound, 0) / width, PARTS);
    const whole = Math.min(Math.floor(part), PARTS - 1);
    return until[whole] + (until[whole + 1] - until[whole]) * (part - whole);
  };
  return (start, end) => at(end) - at(start);
}

/** How many divisions tell whether `n` is prime, as the workload does it. @param {number} n */
function divisionsFor(n) {
  let divisions = 1;
  if (n % 2 === 0) return divisions;
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) {
    divisions += 1;
    if (n % divisor === 0) break;
  }
  return divisions;
}
