//! The phases of each worker's lane. The code is pure.

use every_core::report::{RunReport, TileReport};

/// What a core's time is spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    /// Computing a tile.
    Computing,
    /// The part of a tile's time beyond its share of the serial run. It is drawn at the end of the tile, but it is not known when it was.
    Slower,
    /// Waiting for the first message to reach the worker.
    Dispatch,
    /// Waiting between two tiles.
    Gap,
    /// Waiting while other workers still compute, with no tiles left.
    Tail,
    /// Collecting the results on the page.
    Join,
}

impl Activity {
    /// All activities, in the order of the key.
    pub(crate) const ALL: [Self; 6] =
        [Self::Computing, Self::Slower, Self::Dispatch, Self::Gap, Self::Tail, Self::Join];

    /// Returns its name and its meaning.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Computing => ("computing", "the loop is running"),
            Self::Slower => ("slower work", "beyond the serial run’s time; drawn at the end of each block"),
            Self::Dispatch => ("dispatch", "the order is on its way to the worker"),
            Self::Gap => ("gap", "between one piece and the next"),
            Self::Tail => ("tail", "no pieces left, others still working"),
            Self::Join => ("join", "results collected, page told"),
        }
    }

    /// Returns its fill in a lane of this height: a low lane has room for a fine pattern only.
    pub(crate) fn fill_in(self, height_px: f64) -> &'static str {
        if self == Self::Tail && height_px < 12.0 { "url(#ph-tail-s)" } else { self.fill() }
    }

    /// Returns its fill. Computing in a lane has the worker's colour instead.
    pub(crate) fn fill(self) -> &'static str {
        match self {
            Self::Computing => "var(--w3)",
            Self::Slower => "url(#ph-slower)",
            Self::Dispatch => "url(#ph-dispatch)",
            Self::Gap => "url(#ph-gap)",
            Self::Tail => "url(#ph-tail)",
            Self::Join => "url(#ph-join)",
        }
    }
}

/// A stretch of one worker's time, in milliseconds from the submit instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) activity: Activity,
    pub(crate) begin_ms: f64,
    pub(crate) end_ms: f64,
    /// The tile's number in the order of the range, from 1. It is 0 if no tile is computed.
    pub(crate) piece: usize,
}

impl Stretch {
    /// Returns its duration in milliseconds.
    pub(crate) fn ms(&self) -> f64 {
        self.end_ms - self.begin_ms
    }
}

/// A run as lanes, one for each worker. The stretches of a lane are in order and contiguous.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Timeline {
    pub(crate) lanes: Vec<Vec<Stretch>>,
    /// The number of tiles so far.
    pub(crate) pieces: usize,
    /// The duration of the run. For a run in progress, the end of the last known tile.
    pub(crate) elapsed_ms: f64,
    /// Whether all tiles are known. Tiles have numbers only then.
    pub(crate) is_over: bool,
}

impl Timeline {
    /// Returns the timeline of a finished run.
    pub(crate) fn of(run: &RunReport) -> Self {
        let mut timeline = Self::so_far(run.workers, &run.tile_log);
        (timeline.elapsed_ms, timeline.is_over) = (run.elapsed_ms, true);
        for lane in &mut timeline.lanes {
            let idle_from_ms = lane.last().map_or(0.0, |last| last.end_ms);
            push(lane, Activity::Tail, idle_from_ms, run.joined_ms, 0);
            push(lane, Activity::Join, run.joined_ms, run.elapsed_ms, 0);
        }
        timeline
    }

    /// Returns the timeline of a run in progress, from the tiles known so far in any order.
    pub(crate) fn so_far(workers: u32, tiles: &[TileReport]) -> Self {
        let mut in_time: Vec<(usize, &TileReport)> = tiles.iter().enumerate().collect();
        in_time.sort_by(|(_, a), (_, b)| a.begin_ms.total_cmp(&b.begin_ms));
        let mut lanes = vec![Vec::new(); workers as usize];
        for (index, tile) in in_time {
            let Some(lane) = lanes.get_mut(tile.worker as usize) else { continue };
            match lane.last().copied() {
                None => push(lane, Activity::Dispatch, 0.0, tile.begin_ms, 0),
                Some(Stretch { end_ms, .. }) => push(lane, Activity::Gap, end_ms, tile.begin_ms, 0),
            }
            push(lane, Activity::Computing, tile.begin_ms, tile.end_ms, index + 1);
        }
        let elapsed_ms = tiles.iter().fold(0.0, |latest, tile| tile.end_ms.max(latest));
        Self { lanes, pieces: tiles.len(), elapsed_ms, is_over: false }
    }

    /// Marks this share of each tile as slower work.
    pub(crate) fn with_slower(mut self, share: f64) -> Self {
        for lane in &mut self.lanes {
            let mut marked = Vec::new();
            for stretch in lane.drain(..) {
                let slower_ms = if stretch.piece > 0 { share.min(1.0) * stretch.ms() } else { 0.0 };
                let slower_from_ms = stretch.end_ms - slower_ms;
                marked.push(Stretch { end_ms: slower_from_ms, ..stretch });
                push(&mut marked, Activity::Slower, slower_from_ms, stretch.end_ms, 0);
            }
            *lane = marked;
        }
        self
    }

    /// Returns the worker that computed the last piece to end, and its end in milliseconds. `None` if there are no pieces.
    pub(crate) fn last_piece(&self) -> Option<(usize, f64)> {
        let is_work = |stretch: &&Stretch| matches!(stretch.activity, Activity::Computing | Activity::Slower);
        let ends = self
            .lanes
            .iter()
            .enumerate()
            .filter_map(|(worker, lane)| lane.iter().rfind(is_work).map(|stretch| (worker, stretch.end_ms)));
        ends.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Returns a worker's time in an activity, in milliseconds. It folds from 0.0 because `sum` of nothing is -0.
    pub(crate) fn ms_of(&self, worker: usize, activity: Activity) -> f64 {
        let lane = self.lanes.get(worker).map_or(&[][..], Vec::as_slice);
        lane.iter().filter(|stretch| stretch.activity == activity).map(Stretch::ms).fold(0.0, |sum, ms| sum + ms)
    }

    /// Returns the time of all workers in an activity up to a moment of the run, in core-milliseconds.
    pub(crate) fn total_ms_until(&self, activity: Activity, ms: f64) -> f64 {
        let stretches = self.lanes.iter().flatten().filter(|stretch| stretch.activity == activity);
        stretches.map(|stretch| (stretch.end_ms.min(ms) - stretch.begin_ms).max(0.0)).fold(0.0, |sum, ms| sum + ms)
    }

    /// Returns the time of all workers in an activity, in core-milliseconds.
    pub(crate) fn total_ms(&self, activity: Activity) -> f64 {
        (0..self.lanes.len()).map(|worker| self.ms_of(worker, activity)).fold(0.0, |sum, ms| sum + ms)
    }

    /// Returns the share of the time in which a worker computed, in percent. It is 0 before anything is known.
    pub(crate) fn computing_percent(&self, worker: usize) -> f64 {
        let computing_ms = self.ms_of(worker, Activity::Computing) + self.ms_of(worker, Activity::Slower);
        if self.elapsed_ms > 0.0 { computing_ms / self.elapsed_ms * 100.0 } else { 0.0 }
    }

    /// Returns the same share for all workers together.
    pub(crate) fn all_computing_percent(&self) -> f64 {
        let all: f64 = (0..self.lanes.len()).map(|worker| self.computing_percent(worker)).sum();
        all / self.lanes.len().max(1) as f64
    }

    /// Returns the index of the stretch at a time: the last one that has begun by then.
    pub(crate) fn index_at(&self, worker: usize, ms: f64) -> Option<usize> {
        let lane = self.lanes.get(worker)?;
        lane.iter().rposition(|stretch| stretch.begin_ms <= ms).or(if lane.is_empty() { None } else { Some(0) })
    }
}

/// Appends a stretch, unless it has no length.
fn push(lane: &mut Vec<Stretch>, activity: Activity, begin_ms: f64, end_ms: f64, piece: usize) {
    if end_ms > begin_ms {
        lane.push(Stretch { activity, begin_ms, end_ms, piece });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use every_core::report::Strategy;

    pub(in crate::charts) fn tile(worker: u32, begin_ms: f64, end_ms: f64) -> TileReport {
        TileReport { worker, start: 0, end: 1, begin_ms, end_ms }
    }

    pub(in crate::charts) fn run(workers: u32, tile_log: Vec<TileReport>, joined_ms: f64) -> RunReport {
        RunReport {
            schema: "every-core/run/1",
            workload: every_core::kernel::WorkloadId::DoMath,
            strategy: Strategy::Shared,
            workers,
            steps: 1,
            tiles: tile_log.len() as u32,
            seed: 0,
            checksum: 0,
            verified: true,
            spawn_ms: 0.0,
            elapsed_ms: joined_ms + 1.0,
            frozen_ms: 0.0,
            per_worker: Vec::new(),
            tile_log,
            joined_ms,
            caveats: Vec::new(),
        }
    }

    #[test]
    fn stretches_of_a_lane_are_contiguous_and_sum_to_the_run() {
        let tiles = vec![tile(0, 1.0, 4.0), tile(1, 2.0, 9.0), tile(0, 4.5, 7.0)];
        let timeline = Timeline::of(&run(3, tiles, 9.0));
        for (worker, lane) in timeline.lanes.iter().enumerate() {
            let ends: Vec<f64> = lane.iter().map(|stretch| stretch.end_ms).collect();
            let begins: Vec<f64> = lane.iter().map(|stretch| stretch.begin_ms).collect();
            assert_eq!((begins[0], &begins[1..]), (0.0, &ends[..ends.len() - 1]), "worker {worker}");
            assert_eq!(ends.last(), Some(&10.0));
        }
        assert!((timeline.computing_percent(0) - 55.0).abs() < 1e-9);
        assert_eq!(timeline.ms_of(2, Activity::Tail), 9.0, "a worker without a tile only waits");
        let all: f64 = Activity::ALL.into_iter().map(|activity| timeline.total_ms(activity)).sum();
        assert_eq!(all, 30.0);
    }

    #[test]
    fn slower_work_is_the_end_of_each_tile_and_counts_as_computing() {
        let timeline = Timeline::of(&run(1, vec![tile(0, 1.0, 5.0), tile(0, 5.0, 9.0)], 9.0)).with_slower(0.25);
        let stretches = timeline.lanes[0].iter().map(|stretch| (stretch.activity, stretch.begin_ms, stretch.piece));
        let expected = [
            (Activity::Dispatch, 0.0, 0),
            (Activity::Computing, 1.0, 1),
            (Activity::Slower, 4.0, 0),
            (Activity::Computing, 5.0, 2),
            (Activity::Slower, 8.0, 0),
            (Activity::Join, 9.0, 0),
        ];
        assert_eq!(stretches.collect::<Vec<_>>(), expected);
        assert_eq!((timeline.total_ms(Activity::Slower), timeline.computing_percent(0)), (2.0, 80.0));
    }

    #[test]
    fn tiles_are_numbered_in_the_order_of_the_range() {
        let timeline = Timeline::of(&run(1, vec![tile(0, 5.0, 6.0), tile(0, 1.0, 5.0)], 6.0));
        let pieces: Vec<usize> = timeline.lanes[0].iter().map(|stretch| stretch.piece).filter(|&n| n > 0).collect();
        assert_eq!(pieces, [2, 1]);
        assert_eq!(timeline.index_at(0, 5.5).map(|index| timeline.lanes[0][index].piece), Some(1));
    }

    #[test]
    fn a_run_in_progress_has_no_tail() {
        let timeline = Timeline::so_far(2, &[tile(1, 1.0, 4.0)]);
        assert_eq!((timeline.lanes[0].len(), timeline.lanes[1].len()), (0, 2));
        assert_eq!(timeline.total_ms(Activity::Tail), 0.0);
        assert_eq!((timeline.elapsed_ms, timeline.computing_percent(1)), (4.0, 75.0));
    }
}
