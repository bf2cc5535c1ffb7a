//! Links after mail programs, chats and people: what is known to happen is undone, and nothing else opens.

use super::{fullest_sweep, link};
use every_core::kernel::WorkloadId;
use every_core::link::{Link, LinkError};
use every_core::measure::SplitMix64;
use every_core::report::Strategy;
use proptest::prelude::*;

/// What mail programs, chats and people do to a link.
fn altered(link: &str) -> Vec<String> {
    let digits = link.strip_prefix("link=").expect("a link");
    let (start, end) = digits.split_at(digits.len() / 2);
    let encoded = |sign: &str, code: &str| link.replace(sign, code);
    let every_character: String = link.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut altered: Vec<String> = [
        ".", ",", ";", ":", "!", ")", "]", "}", ">", "'", "\"", " ", "\u{a0}", "\u{200b}", "…", "»", "*", "_", "__",
        ").", "&amp;", "\n", "%20", "%0D%0A", "=", "==",
    ]
    .iter()
    .map(|sign| format!("{link}{sign}"))
    .collect();
    for tail in [
        "&utm_source=mail&utm_medium=x",
        "?fbclid=IwAR0abc",
        "&fbclid=1",
        "#top",
        ") and then",
        " is my result",
        "%20is%20mine",
        "<br>",
    ] {
        altered.push(format!("{link}{tail}"));
    }
    for inside in [
        "\u{200b}",
        "\u{ad}",
        "\u{2060}",
        "\u{feff}",
        " ",
        "\n",
        "\r\n",
        "=\r\n",
        "=\n",
        "%0A",
        "%E2%80%8B",
        "\n> ",
        "\t",
    ] {
        altered.push(format!("link={start}{inside}{end}"));
    }
    for before in [" ", "\u{200b}", "3D", "%20", "\n"] {
        altered.push(format!("link={before}{digits}"));
    }
    altered.extend([
        encoded("-", "%2D"),
        encoded("_", "%5F"),
        encoded("_", "%255F"),
        encoded("=", "%3D"),
        encoded("=", "%253d"),
        encoded("=", "=3D"),
    ]);
    altered.extend([encoded("-", "–"), encoded("-", "\u{2011}"), encoded("-", "−"), every_character]);
    altered
}

proptest! {
    // Each case is fifty alterations.
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_happens_to_links_on_their_way_is_undone(link in link()) {
        let fragment = link.fragment().map_err(|error| TestCaseError::fail(error.to_string()))?;
        for altered in altered(&fragment) {
            prop_assert_eq!(Link::of_fragment(&altered), Ok(Some(link.clone())), "{}", altered);
        }
    }
}

/// Changes a text at random: characters are removed, doubled, swapped, inserted or replaced, or an end is cut off.
fn damaged(link: &str, rng: &mut SplitMix64) -> String {
    const SIGNS: [char; 16] = ['A', 'b', '7', '-', '_', '=', '.', '%', '2', '5', '&', ' ', '\u{200b}', '–', 'D', '3'];
    let mut letters: Vec<char> = link.chars().collect();
    for _ in 0..=rng.below(3) {
        let at = "link=".len() + rng.below(letters.len() - "link=".len() - 1);
        let sign = SIGNS[rng.below(SIGNS.len())];
        match rng.below(7) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, sign),
            2 => letters[at] = sign,
            3 => letters.swap(at, at + 1),
            4 => letters.insert(at, letters[at]),
            5 => letters.truncate(at + 1),
            _ => letters.extend(std::iter::repeat_n(sign, 1 + rng.below(4))),
        }
        if letters.len() < 12 {
            break;
        }
    }
    letters.into_iter().collect()
}

#[test]
fn a_hundred_thousand_damaged_links_never_open_with_other_content() {
    let mut rng = SplitMix64::new(17);
    let plain = Link {
        workload: WorkloadId::DoMath,
        steps: 30_000_000,
        strategy: Strategy::Shared,
        workers: 12,
        seed: 4_000_000_000,
        results: None,
    };
    let links = [plain, fullest_sweep()];
    let mut opened = 0;
    for round in 0..100_000 {
        let link = &links[usize::from(round % 200 == 0)];
        let fragment = link.fragment().expect("it can be written");
        match Link::of_fragment(&damaged(&fragment, &mut rng)) {
            Ok(Some(read)) => {
                assert_eq!(&read, link);
                opened += 1;
            }
            Ok(None) => panic!("no longer a link"),
            Err(error) => assert_eq!(error, LinkError::Damaged),
        }
    }
    assert!(opened > 1_000, "{opened} of them were mended");
}
