//! Counting primes by trial division, a workload whose cost grows along the range.

use std::ops::Range;

use super::{Workload, sieve};

/// Whether `n` is prime. It tries 2 and the odd numbers up to the square root of `n` as divisors.
fn is_prime(n: u64) -> bool {
    if n.is_multiple_of(2) {
        return n == 2;
    }
    let mut divisor = 3;
    while divisor * divisor <= n {
        if n.is_multiple_of(divisor) {
            return false;
        }
        divisor += 2;
    }
    n > 1
}

/// The workload that counts the primes in `start+1 ..= end`. A prime `n` costs `sqrt(n) / 2` divisions, so the last of equal
/// slices takes longest. The checksum is the count.
pub struct Primes;

impl Workload for Primes {
    fn run(&self, _whole: &Range<u64>, tile: Range<u64>, _input: &[u32]) -> u64 {
        (tile.start + 1..=tile.end).filter(|&n| is_prime(n)).count() as u64
    }

    /// Counts with a sieve, which is thousands of times faster, for up to [`sieve::LONGEST`] steps that end at 10^12 or below.
    fn expected(&self, whole: &Range<u64>) -> Option<u64> {
        sieve::count_primes(whole)
    }
}
