//! Tests of share links: they are read as they were written, they are short, old ones can be opened, and hostile ones are refused
//! with an error that names the field.

mod altered;

use every_core::kernel::WorkloadId;
use every_core::link::{
    BrowserFamily, BuildName, Entry, Link, LinkEnvironment, LinkError, MAX_ENTRIES, MAX_LINK_LENGTH, Results, Why,
    comparable,
};
use every_core::measure::{LossStack, SplitMix64};
use every_core::report::Strategy;
use every_core_random::{of_json, to_json};
use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use serde_json::{Value as Json, json};

fn build_name() -> impl proptest::strategy::Strategy<Value = BuildName> {
    "[0-9A-Za-z.+-]{1,40}".prop_filter_map("a name", |name| BuildName::new(name.as_bytes()).ok())
}

/// Generates a number with four significant digits, as links keep them.
fn figure() -> impl proptest::strategy::Strategy<Value = f64> {
    (1_000u32..10_000, 0u32..7).prop_map(|(mantissa, exponent)| f64::from(mantissa) / f64::from(10u32.pow(exponent)))
}

fn loss() -> impl proptest::strategy::Strategy<Value = f64> {
    (-256_000i32..256_000).prop_map(|thousandths| f64::from(thousandths) / 1_000.0)
}

fn entry() -> impl proptest::strategy::Strategy<Value = Entry> {
    let strategy = prop::sample::select(Strategy::ALL.to_vec());
    let stack = prop::option::of((loss(), loss(), loss(), loss(), loss(), loss()));
    (strategy, 1u32..=256, figure(), figure(), figure(), figure(), stack).prop_map(
        |(strategy, workers, median_ms, speedup, one, other, stack)| Entry {
            strategy,
            workers,
            median_ms,
            speedup,
            speedup_low: one.min(other),
            speedup_high: one.max(other),
            stack: stack.map(|(speedup, inflation, dispatch, gaps, imbalance, join)| LossStack {
                speedup,
                inflation,
                dispatch,
                gaps,
                imbalance,
                join,
            }),
        },
    )
}

fn results(entries: usize) -> impl proptest::strategy::Strategy<Value = Results> {
    let environment = (prop::sample::select(BrowserFamily::ALL.to_vec()), 1u32..=65_536)
        .prop_map(|(browser, processors)| LinkEnvironment { browser, reported_processors: processors });
    let entries = prop::collection::vec(entry(), 0..=entries);
    (build_name(), prop::option::of(environment), 1u32..=1_000, entries)
        .prop_map(|(build, environment, rounds, entries)| Results { build, environment, rounds, entries })
}

fn link() -> impl proptest::strategy::Strategy<Value = Link> {
    let workload = prop::sample::select(WorkloadId::ALL.to_vec());
    let strategy = prop::sample::select(Strategy::ALL.to_vec());
    let results = prop::option::of(results(MAX_ENTRIES));
    (workload, any::<u64>(), strategy, 1u32..=256, any::<u32>(), results).prop_map(
        |(workload, steps, strategy, workers, seed, results)| Link {
            workload,
            steps: 1 + steps % workload.max_steps(),
            strategy,
            workers,
            seed,
            results,
        },
    )
}

proptest! {
    #[test]
    fn links_are_read_as_written_and_are_short(link in link()) {
        let fragment = link.fragment().map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(fragment.len() <= MAX_LINK_LENGTH, "{} characters", fragment.len());
        prop_assert_eq!(Link::of_fragment(&fragment), Ok(Some(link.clone())));
        prop_assert_eq!(Link::of_fragment(&format!("#{fragment}")), Ok(Some(link)));
    }

    #[test]
    fn a_changed_character_is_detected(link in link(), place: prop::sample::Index, other in "[A-Za-z0-9_-]") {
        let fragment = link.fragment().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let place = "link=".len() + place.index(fragment.len() - "link=".len());
        let changed = format!("{}{other}{}", &fragment[..place], &fragment[place + 1..]);
        prop_assume!(changed != fragment);
        prop_assert!(Link::of_fragment(&changed).is_err());
    }

    #[test]
    fn other_fragments_are_places_on_the_page(text in "[a-z-]{0,20}") {
        prop_assert_eq!(Link::of_fragment(&text), Ok(None));
    }
}

/// Returns the link of the fullest sweep: 16 sizes and the serial run, with the longest possible numbers.
fn fullest_sweep() -> Link {
    let part = 255.999;
    let stack = LossStack { speedup: part, inflation: -part, dispatch: part, gaps: part, imbalance: part, join: part };
    let entry = |workers| Entry {
        strategy: Strategy::Shared,
        workers,
        median_ms: 999_900_000.0,
        speedup: 255.9,
        speedup_low: 254.9,
        speedup_high: 256.9,
        stack: Some(stack),
    };
    Link {
        workload: WorkloadId::DoMath,
        steps: 1_000_000_000_000,
        strategy: Strategy::Shared,
        workers: 256,
        seed: u32::MAX,
        results: Some(Results {
            build: BuildName::new(&[b'9'; 40]).expect("a valid name"),
            environment: Some(LinkEnvironment { browser: BrowserFamily::WebKit, reported_processors: 65_536 }),
            rounds: 1_000,
            entries: (240..=256).map(entry).collect(),
        }),
    }
}

#[test]
fn a_sweep_of_sixteen_sizes_fits() {
    let length = fullest_sweep().fragment().expect("it can be written").len();
    println!("{length} characters");
    assert!(length <= 1_000, "{length} characters");
}

#[test]
fn a_link_without_results_is_short() {
    let link = Link { results: None, ..fullest_sweep() };
    assert!(link.fragment().expect("it can be written").len() <= 40);
}

#[test]
fn a_hundred_thousand_hostile_fragments_are_refused_or_harmless() {
    let mut rng = SplitMix64::new(20_261_124);
    let valid = fullest_sweep().fragment().expect("it can be written");
    let (mut refused, mut opened) = (0_u32, 0_u32);
    for turn in 0..100_000_u32 {
        let fragment = match turn % 4 {
            0 => random_text(&mut rng),
            1 => with_changes(&valid, &mut rng),
            // The checksum is right, but the fields are random.
            2 => sealed((0..rng.below(200)).map(|_| rng.below(256) as u8).collect()),
            _ => sealed(changed_body(&valid, &mut rng)),
        };
        match Link::of_fragment(&fragment) {
            Ok(link) => {
                opened += 1;
                // A link that was opened has every field in its range, otherwise it could not be written again.
                assert!(link.is_none_or(|link| link.fragment().is_ok_and(|again| again.len() <= MAX_LINK_LENGTH)));
            }
            Err(error) => {
                refused += 1;
                let text = error.to_string();
                assert!(!text.contains('<') && text.len() < 200, "{text}");
                if let LinkError::Field(field) = error {
                    assert!(text.contains(&format!("`{field}`")), "{text}");
                }
            }
        }
    }
    println!("{refused} refused, {opened} opened");
    assert!(refused > 50_000 && opened > 100, "{refused} refused, {opened} opened: the fuzzing no longer covers both");
}

fn random_text(rng: &mut SplitMix64) -> String {
    let letters: Vec<char> = "ABCabc019-_=%<>&\"'\u{0}\u{e9}\u{1f600} ".chars().collect();
    let text: String = (0..rng.below(3_000)).map(|_| letters[rng.below(letters.len())]).collect();
    if rng.below(4) == 0 { text } else { format!("link={text}") }
}

fn with_changes(valid: &str, rng: &mut SplitMix64) -> String {
    let mut bytes = valid.as_bytes().to_vec();
    for _ in 0..=rng.below(4) {
        let place = rng.below(bytes.len());
        match rng.below(3) {
            0 => bytes[place] = b' ' + rng.below(95) as u8,
            1 => bytes.truncate(place.max(1)),
            _ => bytes.insert(place, b'A'),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn changed_body(valid: &str, rng: &mut SplitMix64) -> Vec<u8> {
    use base64::Engine as _;
    let text = valid.trim_start_matches("link=");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let mut body = bytes[5..].to_vec();
    let place = rng.below(body.len());
    match rng.below(3) {
        0 => body[place] = rng.below(256) as u8,
        1 => body.truncate(place),
        _ => body.push(0),
    }
    body
}

/// Puts the head of a valid link before a body: version 1, and the right checksum.
fn sealed(body: Vec<u8>) -> String {
    sealed_as(1, &body)
}

fn sealed_as(version: u8, body: &[u8]) -> String {
    use base64::Engine as _;
    let mut crc = flate2::Crc::new();
    crc.update(body);
    let bytes = [&[version][..], &crc.sum().to_le_bytes(), body].concat();
    format!("link={}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn errors_name_the_field() {
    // workload, steps, strategy, workers, seed, has_results
    let cases: [(&[u8], &str); 9] = [
        (&[], "workload"),
        (&[5], "workload"),
        (&[0, 0, 0, 1, 0, 0], "steps"),
        (&[0, 1, 4], "strategy"),
        (&[0, 1, 0, 0, 0, 0], "workers"),
        (&[0, 1, 0, 1, 255, 255, 255, 255, 255, 1], "seed"),
        (&[0, 1, 0, 1, 0, 2], "results"),
        (&[0, 1, 0, 1, 0, 1, 3, b'<', b'b', b'>'], "build"),
        (&[0, 1, 0, 1, 0, 0, 0], "end"),
    ];
    for (body, field) in cases {
        assert_eq!(Link::of_fragment(&sealed(body.to_vec())), Err(LinkError::Field(field)), "{body:?}");
    }
    for damaged in
        ["link=", "link=AQ", "link=_w", &format!("link={}", "A".repeat(1_996)), &format!("link={}", "A".repeat(99_999))]
    {
        assert_eq!(Link::of_fragment(damaged), Err(LinkError::Damaged));
    }
    // A version that is not known yet, with fields that version 1 cannot have.
    assert_eq!(Link::of_fragment(&sealed_as(2, &[9; 40])), Err(LinkError::UnknownVersion(2)));
}

#[test]
fn a_count_of_entries_above_the_limit_is_refused() {
    // The count is 2^32 - 1, but there are no entries.
    let body = [0, 1, 0, 1, 0, 1, 1, b'a', 0, 1, 255, 255, 255, 255, 15];
    assert_eq!(Link::of_fragment(&sealed(body.to_vec())), Err(LinkError::Field("entries")));
}

#[test]
fn a_link_with_a_median_that_is_not_a_number_is_not_written() {
    let mut link = fullest_sweep();
    if let Some(entry) = link.results.as_mut().and_then(|results| results.entries.first_mut()) {
        entry.median_ms = f64::NAN;
    }
    assert_eq!(link.fragment(), Err(LinkError::Field("entries.medianMs")));
}

#[test]
fn errors_name_an_entrys_field_alike_in_objects_and_in_links() {
    for (field, wrong) in [("workers", json!(0.5)), ("medianMs", Json::Null), ("stack", json!({ "inflation": 1 }))] {
        let mut link = to_json(&fullest_sweep());
        link["results"]["entries"][1][field] = wrong;
        assert_eq!(of_json::<Link>(link), Err(format!("entries.{field}").as_str()));
    }
    let mut link = fullest_sweep();
    let entry = link.results.as_mut().and_then(|results| results.entries.first_mut()).expect("there are entries");
    entry.stack = entry.stack.map(|stack| LossStack { inflation: f64::NAN, ..stack });
    assert_eq!(link.fragment(), Err(LinkError::Field("entries.stack")));
}

#[test]
fn only_the_same_work_of_the_same_build_is_compared() {
    let mine = fullest_sweep();
    let pairs = comparable(&mine, &mine).expect("a link is comparable with itself");
    assert_eq!(pairs.len(), 17);
    assert!(pairs.iter().all(|pair| pair.ratio == 1.0));

    let other = Link { workload: WorkloadId::Primes, ..mine.clone() };
    assert!(matches!(comparable(&other, &mine), Err(Why::Workload { .. })));
    let other = Link { steps: 7, ..mine.clone() };
    assert_eq!(comparable(&other, &mine), Err(Why::Steps { theirs: 7, mine: mine.steps }));
    let other = Link { results: None, ..mine.clone() };
    assert_eq!(comparable(&other, &mine), Err(Why::NoResults));
    let build = BuildName::new(b"0.0.9").expect("a valid name");
    let other = Link { results: mine.results.clone().map(|results| Results { build, ..results }), ..mine.clone() };
    assert!(matches!(comparable(&other, &mine), Err(Why::Build { .. })));
}

/// The fixtures were written when version 1 was shipped, and must never be written again.
#[test]
fn links_of_version_1_can_still_be_opened() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/links");
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}.txt")).expect("the fixture can be read");
    let plain = Link::of_fragment(read("1-plain").trim()).expect("it can be opened").expect("it is a link");
    let expected = Link {
        workload: WorkloadId::Mandelbrot,
        steps: 250_000,
        strategy: Strategy::Isolated,
        workers: 12,
        seed: 2_026,
        results: None,
    };
    assert_eq!(plain, expected);
    let sweep = Link::of_fragment(read("1-sweep").trim()).expect("it can be opened").expect("it is a link");
    assert_eq!(sweep, fullest_sweep());
}
