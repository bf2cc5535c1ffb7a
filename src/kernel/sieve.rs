//! A fast count of primes, which checks the counts by trial division.

use std::ops::Range;

/// The longest range that is sieved. It takes a few tenths of a second.
pub(super) const LONGEST: u64 = 100_000_000;
/// The largest number that is sieved.
const LARGEST: u64 = 1_000_000_000_000;
/// The length of a segment. Each number takes one byte, so a segment stays in the first-level cache.
const SEGMENT: u64 = 1 << 15;

/// Counts the primes in `start+1 ..= end` with a segmented sieve of Eratosthenes; `None` above 10^8 steps or 10^12.
pub(super) fn count_primes(range: &Range<u64>) -> Option<u64> {
    let steps = range.end.saturating_sub(range.start);
    if steps > LONGEST || range.end > LARGEST {
        return None;
    }
    let base = primes_up_to(range.end.isqrt());
    let segments = (range.start..range.end).step_by(SEGMENT as usize);
    Some(segments.map(|start| count_in_segment(&base, start + 1..range.end.min(start + SEGMENT) + 1)).sum())
}

/// Counts the primes in `segment`; `base` holds all primes up to the square root of its last number.
fn count_in_segment(base: &[u64], segment: Range<u64>) -> u64 {
    let mut composite = [false; SEGMENT as usize];
    for &prime in base.iter().take_while(|&prime| prime * prime < segment.end) {
        let first = segment.start.next_multiple_of(prime).max(prime * prime);
        for multiple in (first..segment.end).step_by(prime as usize) {
            composite[(multiple - segment.start) as usize] = true;
        }
    }
    let survivors = segment.clone().zip(&composite).filter(|&(n, &composite)| n > 1 && !composite);
    survivors.count() as u64
}

/// Returns all primes up to `last` (at most 10^6 here), found with the plain sieve.
fn primes_up_to(last: u64) -> Vec<u64> {
    let mut composite = vec![false; last as usize + 1];
    let mut primes = Vec::new();
    for n in 2..=last {
        if !composite[n as usize] {
            primes.push(n);
            for multiple in (n * n..=last).step_by(n as usize) {
                composite[multiple as usize] = true;
            }
        }
    }
    primes
}
