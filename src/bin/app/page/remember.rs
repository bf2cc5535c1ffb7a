//! Stores the reader's settings in `localStorage`. Stored text is checked like any input, and ignored if it is invalid.

use web_sys::Storage;

use super::signal::create_effect;
use super::state::{Size, State};
use every_core::kernel::WorkloadId;
use every_core::report::MAX_WORKERS;

/// The storage key. Its number changes with the format.
const KEY: &str = "every-core.settings.1";
const SIZES: [(Size, &str); 4] =
    [(Size::Sized, "sized"), (Size::Lecture, "lecture"), (Size::TenTimes, "ten-times"), (Size::Other, "other")];
/// The length in characters that suffices for every valid amount, such as `999999.999999`.
const LONGEST_AMOUNT: usize = 13;

/// The stored settings. `None` stands for the page's own choice.
#[derive(Debug, Default, PartialEq)]
struct Settings {
    workload: Option<WorkloadId>,
    size: Option<Size>,
    millions: Option<String>,
    workers: Option<u32>,
}

impl Settings {
    /// Parses `name=value` pairs, separated by `&`.
    fn read(text: &str) -> Self {
        let mut settings = Self::default();
        for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "workload" => settings.workload = WorkloadId::from_name(value),
                "size" => settings.size = SIZES.into_iter().find(|(_, name)| *name == value).map(|(size, _)| size),
                "millions" => settings.millions = is_amount(value).then(|| value.to_owned()),
                "workers" => {
                    settings.workers = value.parse().ok().filter(|workers| (1..=MAX_WORKERS).contains(workers));
                }
                _ => {}
            }
        }
        settings
    }

    /// Returns the text that [`Settings::read`] parses.
    fn written(&self) -> String {
        let workers = self.workers.map(|workers| workers.to_string());
        let size = SIZES.into_iter().find(|(size, _)| Some(*size) == self.size).map(|(_, name)| name);
        let values = [
            ("workload", self.workload.map(WorkloadId::name)),
            ("size", size),
            ("millions", self.millions.as_deref()),
            ("workers", workers.as_deref()),
        ];
        let mut text = String::new();
        for (name, value) in values {
            let Some(value) = value else { continue };
            for part in [if text.is_empty() { "" } else { "&" }, name, "=", value] {
                text.push_str(part);
            }
        }
        text
    }
}

/// Whether a text has the form of an amount in millions. [`State::steps`] checks its range.
fn is_amount(text: &str) -> bool {
    (1..=LONGEST_AMOUNT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Restores the stored settings. The page's defaults must be set before.
pub(super) fn restore(state: State) {
    let Some(text) = storage().and_then(|storage| storage.get_item(KEY).ok()?) else { return };
    let kept = Settings::read(&text);
    if let Some(workload) = kept.workload {
        state.workload.set(workload);
    }
    if let Some(size) = kept.size {
        state.size.set(size);
    }
    if let Some(millions) = kept.millions {
        state.other_millions.set(millions);
    }
    if let Some(workers) = kept.workers {
        state.workers_text.set(workers.to_string());
    }
}

/// Stores the settings whenever they change.
pub(super) fn mount(state: State) {
    create_effect(Box::new(move || {
        let reported = state.environment.with(|seen| seen.as_ref().map(|seen| seen.reported_processors));
        let millions = state.other_millions.get();
        let settings = Settings {
            workload: Some(state.workload.get()),
            size: Some(state.size.get()),
            millions: is_amount(&millions).then_some(millions),
            // The number of reported processors is the page's default, and may differ on the next visit.
            workers: state.workers().ok().filter(|&workers| Some(workers) != reported),
        };
        // Until the browser is known, the settings have not been restored.
        if reported.is_some()
            && let Some(storage) = storage()
        {
            // The storage may be full or blocked. Nothing depends on it.
            let _ = storage.set_item(KEY, &settings.written());
        }
    }));
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_settings_are_read_back() {
        for settings in [
            Settings::default(),
            Settings {
                workload: Some(WorkloadId::Mandelbrot),
                size: Some(Size::Other),
                millions: Some("12.5".to_owned()),
                workers: Some(MAX_WORKERS),
            },
            Settings { size: Some(Size::Lecture), ..Settings::default() },
        ] {
            assert_eq!(Settings::read(&settings.written()), settings);
        }
        for (size, _) in SIZES {
            let settings = Settings { size: Some(size), ..Settings::default() };
            assert_eq!(Settings::read(&settings.written()), settings);
        }
    }

    #[test]
    fn invalid_settings_are_ignored() {
        let refused = [
            "",
            "workers",
            "workers=0",
            "workers=257",
            "workers=-1",
            "workers=2.5",
            "workers=4294967298",
            "size=huge",
            "size=Sized",
            "workload=do_maths",
            "millions=",
            "millions=1e9",
            "millions=-1",
            "millions=12345678901234",
            "millions=<b>",
            "colour=red",
            "{\"workers\":2}",
        ];
        for text in refused {
            assert_eq!(Settings::read(text), Settings::default(), "{text:?}");
        }
    }

    #[test]
    fn an_invalid_value_does_not_affect_the_others() {
        let kept = Settings::read("workers=0&size=other&workload=primes&millions=7");
        assert_eq!((kept.workers, kept.size), (None, Some(Size::Other)));
        assert_eq!((kept.workload, kept.millions.as_deref()), (Some(WorkloadId::Primes), Some("7")));
    }
}
