// The kernel's loop in JavaScript. It adds the same blocks as a 64-bit integer, so the sum is exact.

const K = 1_000_000;
const BLOCK_STEPS = 8192;

export function doMath(start, end) {
  let checksum = 0n;
  for (let block = start; block < end; block += BLOCK_STEPS) {
    const steps = Math.min(end, block + BLOCK_STEPS) - block;
    let x = block + 1 - K;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      sum += Math.sqrt(x * x);
      x += 1;
    }
    checksum = BigInt.asUintN(64, checksum + BigInt(sum));
  }
  return checksum;
}

export const identity = (x) => x;
