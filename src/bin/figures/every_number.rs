//! Tests that no figure prints what is no number, whatever is in the reports.

use every_core_random::{Draw, no_numbers};

use super::door::Reports;
use super::loss::Loss;
use super::shown::Shown;
use super::{compared, headline, sweep, tenfold};
use every_core::report::Strategy;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_number_that_a_figure_prints_is_finite(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let (report, pools, tens) = (draw.comparison(), draw.sweep(), draw.tenfold());
        let reports = Reports { reported: 2, compare: Some(report.clone()), run: None, sweep: None, tenfold: None };
        let sorted = Strategy::ALL.into_iter().filter_map(|strategy| Shown::of(&reports, None, strategy, true));
        let sorted: String = sorted.map(|shown| Loss::of(shown).all(&report)).collect();
        let texts = [
            headline::headline(&report, 2, None, false),
            headline::headline(&report, 2, Some(1.5), true),
            compared::measured(&report),
            sorted,
            sweep::plot(&pools, 2),
            sweep::result(&pools, 2),
            sweep::models(&pools),
            sweep::data(&pools),
            tenfold::figure(&tens),
            tenfold::ratios(&tens),
            tenfold::data(&tens),
        ];
        for text in &texts {
            prop_assert_eq!(no_numbers(text), Vec::<&str>::new(), "{}", text);
        }
    }
}
