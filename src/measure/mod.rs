//! What timings mean: samples, statistics, loss stack, models, caveats. Pure: no browser, no clock of its own.
