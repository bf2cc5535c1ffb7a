// Finds out which workers were busy: the jobs in flight, and how evenly a pool can spread jobs of given costs. Pure.

import type { Piece } from "./door.js";

/**
 * Returns the largest number of jobs that were handed out and not done at one time. It uses the order of events, because a coarse
 * clock may give the same time to many of them.
 */
export function mostInFlight(pieces: readonly Pick<Piece, "job" | "submittedAs" | "doneAs">[]): number {
  const jobs = new Map(pieces.map((piece) => [piece.job, piece]));
  const events = [...jobs.values()]
    .flatMap(({ submittedAs, doneAs }): [at: number, change: number][] => [[submittedAs, 1], [doneAs ?? Infinity, -1]])
    .sort(([one], [other]) => one - other);
  let now = 0;
  let most = 0;
  for (const [, change] of events) most = Math.max(most, (now += change));
  return most;
}

/**
 * Returns the share of the workers' time that is spent waiting if the next worker that is free takes the next job, as in a pool. The
 * costs are in the order in which the jobs were handed out. No clock is used, so the result is the same on a busy machine.
 */
export function idleShare(costs: readonly number[], workers: number): number {
  const loads = loadsOf(costs, workers);
  const end = Math.max(...loads);
  return end === 0 ? 0 : 1 - sum(costs) / (workers * end);
}

/** Returns how many workers get at least half of an equal share of the costs, if jobs are spread as in `idleShare`. */
export function workersWithTheirShare(costs: readonly number[], workers: number): number {
  const least = sum(costs) / workers / 2;
  return loadsOf(costs, workers).filter((load) => load >= least && load > 0).length;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Returns what each worker has to do if the next one that is free takes the next job. */
function loadsOf(costs: readonly number[], workers: number): number[] {
  const loads = new Array<number>(workers).fill(0);
  for (const cost of costs) {
    const least = Math.min(...loads);
    loads[loads.indexOf(least)] = least + cost;
  }
  return loads;
}

/** Returns the cost of each job: the sum of the costs of its pieces. */
export function jobCosts(pieces: readonly Pick<Piece, "job" | "start" | "end">[], cost: (start: number, end: number) => number): number[] {
  const jobs = new Map<number, number>();
  for (const { job, start, end } of pieces) jobs.set(job, (jobs.get(job) ?? 0) + cost(start, end));
  return [...jobs.values()];
}

/** The number of samples that are taken in each part of the range to estimate its cost. */
const SAMPLES = 64;
const PARTS = 512;

/** Estimates what a piece of `primes` costs, in divisions, from a sample of the numbers in each of many parts of the range. */
export function primesCost(steps: number): (start: number, end: number) => number {
  const width = steps / PARTS;
  const until = [0];
  let soFar = 0;
  for (let part = 0; part < PARTS; part++) {
    let divisions = 0;
    for (let sample = 0; sample < SAMPLES; sample++) {
      // Multiples of the golden ratio spread evenly, without a pattern of odd and even numbers.
      const share = (sample * 0.618_033_988_749_895) % 1;
      divisions += 1 + divisionsFor(Math.floor((part + share) * width) + 1);
    }
    soFar += (divisions / SAMPLES) * width;
    until.push(soFar);
  }
  const at = (bound: number) => {
    const part = Math.min(Math.max(bound, 0) / width, PARTS);
    const whole = Math.min(Math.floor(part), PARTS - 1);
    const [before = 0, after = soFar] = until.slice(whole, whole + 2);
    return before + (after - before) * (part - whole);
  };
  return (start, end) => at(end) - at(start);
}

/** Returns how many divisions the workload needs to find out whether `n` is prime. */
function divisionsFor(n: number): number {
  let divisions = 1;
  if (n % 2 === 0) return divisions;
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) {
    divisions += 1;
    if (n % divisor === 0) break;
  }
  return divisions;
}
