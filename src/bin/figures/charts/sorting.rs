//! The lanes of a run on their way into the loss stack: where each stretch is at a moment of a replay. The code is pure.

use std::fmt::Write;

use super::lanes::worker_color;
use super::{Activity, Timeline};

/// The time that a stretch takes from its lane to its place in the stack, as a share of the run.
const FLIGHT_SHARE: f64 = 0.12;
/// Stretches narrower than this are not drawn one by one, in percent of the figure's width.
const VISIBLE_PERCENT: f64 = 0.08;
/// The height of all lanes together, and the largest distance from one lane to the next, in px.
const TALLEST_PX: f64 = 96.0;
const PITCH_PX: f64 = 14.0;

/// The order of the parts in the stack, which is the same for every run.
const ORDER: [Activity; 6] =
    [Activity::Computing, Activity::Dispatch, Activity::Gap, Activity::Tail, Activity::Join, Activity::Slower];

/// A rectangle: left end and width in percent of the figure, top and height in px.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    x: f64,
    width: f64,
    y: f64,
    height: f64,
}

impl Place {
    /// Returns the place at a share of the way to another one.
    fn towards(self, to: Self, share: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * share;
        Self {
            x: mix(self.x, to.x),
            width: mix(self.width, to.width),
            y: mix(self.y, to.y),
            height: mix(self.height, to.height),
        }
    }
}

/// A stretch, its lane, and its place in the stack.
#[derive(Clone, Copy, Debug)]
struct Moving {
    worker: usize,
    activity: Activity,
    begin_ms: f64,
    end_ms: f64,
    /// Left end and width in the stack, in percent.
    sorted: (f64, f64),
}

/// A run that is being sorted.
#[derive(Clone, Debug)]
pub(crate) struct Sorting {
    moving: Vec<Moving>,
    workers: usize,
    elapsed_ms: f64,
}

impl Sorting {
    /// Prepares the sorting of a run. `useful` is how much useful work a stretch of computing stands for; it is 1 unless pieces were
    /// faster than serially. Computing is in the order of the workers; the rest is in the order of time.
    pub(crate) fn of(run: &Timeline, useful: f64) -> Self {
        let stretches = run.lanes.iter().enumerate().flat_map(|(worker, lane)| {
            lane.iter().map(move |stretch| Moving {
                worker,
                activity: stretch.activity,
                begin_ms: stretch.begin_ms,
                end_ms: stretch.end_ms,
                sorted: (0.0, 0.0),
            })
        });
        let mut moving: Vec<Moving> = stretches.collect();
        let rank = |activity| ORDER.iter().position(|&other| other == activity);
        let place = |moving: &Moving| if moving.activity == Activity::Computing { moving.worker } else { 0 };
        moving.sort_by(|a, b| {
            let order = (rank(a.activity), place(a)).cmp(&(rank(b.activity), place(b)));
            order.then(a.end_ms.total_cmp(&b.end_ms))
        });
        let length_ms = |moving: &Moving| {
            let ms = moving.end_ms - moving.begin_ms;
            if moving.activity == Activity::Computing { useful * ms } else { ms }
        };
        let all_ms = moving.iter().map(length_ms).fold(0.0, |sum, ms| sum + ms);
        let mut x = 0.0;
        for stretch in &mut moving {
            let width = if all_ms > 0.0 { length_ms(stretch) / all_ms * 100.0 } else { 0.0 };
            stretch.sorted = (x, width);
            x += width;
        }
        Self { moving, workers: run.lanes.len(), elapsed_ms: run.elapsed_ms }
    }

    /// Returns the time that a stretch takes to its place, in milliseconds of the run.
    pub(crate) fn flight_ms(elapsed_ms: f64) -> f64 {
        elapsed_ms * FLIGHT_SHARE
    }

    fn pitch_px(&self) -> f64 {
        (TALLEST_PX / self.workers.max(1) as f64).min(PITCH_PX)
    }

    /// Returns the height of the lanes together, in px.
    pub(crate) fn lanes_px(&self) -> f64 {
        self.pitch_px() * self.workers as f64
    }

    /// Returns where each worker's computing begins in the bar, in percent.
    pub(crate) fn begins_of_computing(&self) -> impl Iterator<Item = f64> {
        let computing = self.moving.iter().take_while(|stretch| stretch.activity == Activity::Computing);
        let firsts = computing.scan(None, |worker, stretch| {
            let is_first = worker.replace(stretch.worker) != Some(stretch.worker);
            Some(is_first.then_some(stretch.sorted.0))
        });
        firsts.flatten()
    }

    fn lane(&self, moving: &Moving, until_ms: f64) -> Place {
        let percent = 100.0 / self.elapsed_ms.max(f64::MIN_POSITIVE);
        let pitch = self.pitch_px();
        let ms = (moving.end_ms.min(until_ms) - moving.begin_ms).max(0.0);
        Place {
            x: moving.begin_ms * percent,
            width: ms * percent,
            y: moving.worker as f64 * pitch,
            height: pitch - (pitch * 0.2).clamp(0.3, 2.0),
        }
    }

    /// Draws the lanes, and the bar at `bar_y` and `bar_px` high, at a moment of the replay. A stretch that has ended flies to its place in
    /// the bar, and leaves a faint copy in its lane.
    pub(crate) fn draw(&self, at_ms: f64, (bar_y, bar_px): (f64, f64)) -> String {
        let mut svg = String::from(r#"<g class="sorted-lanes">"#);
        for worker in 0..self.workers {
            let y = (worker as f64 + 0.4) * self.pitch_px();
            push(&mut svg, format_args!(r#"<line class="rail" x1="0" x2="100%" y1="{y:.1}" y2="{y:.1}"/>"#));
        }
        for stretch in self.moving.iter().filter(|stretch| stretch.begin_ms < at_ms) {
            let place = self.lane(stretch, at_ms);
            if place.width >= VISIBLE_PERCENT {
                self.paint(&mut svg, stretch, place);
            }
        }
        svg.push_str("</g>");
        // The stretches that have landed and are neighbours are one rectangle.
        let mut landed: Option<(Moving, f64)> = None;
        let mut flying = String::new();
        let bar = |(x, width): (f64, f64)| Place { x, width, y: bar_y, height: bar_px };
        let paint_landed = |svg: &mut String, landed: &mut Option<(Moving, f64)>| {
            if let Some((first, end)) = landed.take() {
                self.paint(svg, &first, bar((first.sorted.0, end - first.sorted.0)));
            }
        };
        for stretch in &self.moving {
            let share = ((at_ms - stretch.end_ms) / Self::flight_ms(self.elapsed_ms).max(f64::MIN_POSITIVE)).min(1.0);
            let end = stretch.sorted.0 + stretch.sorted.1;
            if share >= 1.0 {
                match &mut landed {
                    Some((first, landed_end)) if is_same_look(first, stretch) => *landed_end = end,
                    _ => {
                        paint_landed(&mut svg, &mut landed);
                        landed = Some((*stretch, end));
                    }
                }
                continue;
            }
            paint_landed(&mut svg, &mut landed);
            if share > 0.0 {
                let eased = share * share * (3.0 - 2.0 * share);
                self.paint(&mut flying, stretch, self.lane(stretch, at_ms).towards(bar(stretch.sorted), eased));
            } else if stretch.begin_ms < at_ms {
                // It has not ended yet.
                self.paint(&mut flying, stretch, self.lane(stretch, at_ms));
            }
        }
        paint_landed(&mut svg, &mut landed);
        svg + &flying
    }

    fn paint(&self, svg: &mut String, stretch: &Moving, Place { x, width, y, height }: Place) {
        let color = worker_color(stretch.worker, self.workers);
        let mut rect = |fill: &str| {
            push(
                svg,
                format_args!(
                    r#"<rect x="{x:.3}%" y="{y:.1}" width="{width:.3}%" height="{height:.1}" fill="{fill}"/>"#
                ),
            );
        };
        match stretch.activity {
            Activity::Computing => rect(&color),
            Activity::Slower => {
                rect("var(--ph-slower)");
                rect(Activity::Slower.fill());
            }
            other => rect(other.fill_in(height)),
        }
    }
}

/// Whether two neighbours in the stack look alike.
fn is_same_look(one: &Moving, other: &Moving) -> bool {
    one.activity == other.activity && (one.activity != Activity::Computing || one.worker == other.worker)
}

/// Appends formatted text. Writing to a `String` does not fail.
fn push(svg: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = svg.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::super::phases::tests::{run, tile};
    use super::*;
    use proptest::prelude::*;

    fn example() -> Timeline {
        let tiles = vec![tile(0, 1.0, 40.0), tile(1, 2.0, 90.0), tile(0, 41.0, 80.0)];
        Timeline::of(&run(2, tiles, 99.0)).with_slower(0.1)
    }

    /// Returns the fill and the left end, width and top of each rectangle that is not a faint copy.
    fn rects(svg: &str) -> Vec<(String, f64, f64, f64)> {
        let (_, moving) = svg.split_once("</g>").expect("the lanes are a group");
        let of = |rect: &str, name: &str| {
            let (_, rest) = rect.split_once(&format!(" {name}=\"")).expect("an attribute");
            rest.split_once('"').expect("it ends").0.trim_end_matches('%').to_owned()
        };
        let number = |rect: &str, name: &str| of(rect, name).parse::<f64>().expect("a number");
        let each = moving.split("<rect").skip(1);
        each.map(|rect| (of(rect, "fill"), number(rect, "x"), number(rect, "width"), number(rect, "y"))).collect()
    }

    #[test]
    fn at_the_end_every_stretch_is_in_the_bar_and_the_bar_is_full() {
        let run = example();
        let sorting = Sorting::of(&run, 1.0);
        let end = rects(&sorting.draw(run.elapsed_ms * 2.0, (140.0, 44.0)));
        assert!(end.iter().all(|&(.., y)| y == 140.0), "{end:?}");
        assert_eq!(end.len(), 8, "two workers, four losses, and slower work with its hatch: {end:?}");
        let width: f64 = end.iter().filter(|(fill, ..)| fill != "url(#ph-slower)").map(|rect| rect.2).sum();
        assert!((width - 100.0).abs() < 0.01, "{width}");
    }

    #[test]
    fn nothing_has_moved_before_the_first_stretch_has_ended() {
        let sorting = Sorting::of(&example(), 1.0);
        let begin = rects(&sorting.draw(0.5, (140.0, 44.0)));
        assert_eq!(begin.len(), 2, "two workers wait: {begin:?}");
        assert!(begin.iter().all(|(fill, .., y)| fill == "url(#ph-dispatch)" && *y < 100.0));
        assert_eq!(rects(&sorting.draw(0.0, (140.0, 44.0))), []);
    }

    #[test]
    fn a_stretch_that_has_ended_is_on_its_way() {
        let sorting = Sorting::of(&example(), 1.0);
        let (before, after) = (sorting.draw(3.0, (140.0, 44.0)), sorting.draw(6.0, (140.0, 44.0)));
        let top = |svg: &str| rects(svg).iter().map(|rect| rect.3).fold(0.0, f64::max);
        assert!(0.0 < top(&before) && top(&before) < top(&after) && top(&after) < 140.0, "dispatch is flying");
    }

    #[test]
    fn many_lanes_are_as_high_as_few() {
        let tiles = (0..128).map(|worker| tile(worker, 1.0, 50.0)).collect();
        let sorting = Sorting::of(&Timeline::of(&run(128, tiles, 51.0)), 1.0);
        assert_eq!(sorting.lanes_px(), 96.0);
    }

    proptest! {
        #[test]
        fn no_rectangle_leaves_the_figure(
            tiles in prop::collection::vec((0u32..5, 0.0..100.0f64, 0.0..50.0f64), 0..40), at in 0.0..300.0f64,
            useful in 0.5..2.0f64,
        ) {
            // The tiles of one worker follow each other.
            let mut ends = [0.0; 5];
            let tiles: Vec<_> = tiles.into_iter().map(|(worker, gap, ms)| {
                let begin = ends[worker as usize] + gap;
                ends[worker as usize] = begin + ms;
                tile(worker, begin, begin + ms)
            }).collect();
            let joined = ends.into_iter().fold(1.0, f64::max);
            let sorting = Sorting::of(&Timeline::of(&run(5, tiles, joined)), useful);
            for (fill, x, width, y) in rects(&sorting.draw(at, (140.0, 44.0))) {
                prop_assert!(x >= -0.01 && width >= 0.0 && x + width <= 100.02, "{fill}: {x} {width}");
                prop_assert!((0.0..=140.0).contains(&y));
            }
        }
    }
}
