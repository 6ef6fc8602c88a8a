//! Stories of cases in virtual time: played on a stage, told line by line, counted for coverage.
//!
//! [`Story::prepare`] takes what was loaded, [`play`] tells a story on any [`Stage`]; [`simulate`] tells it on the
//! [`Simulation`], which is a stage without a database.

mod boards;
mod coverage;
mod expect;
mod happening;
mod library;
mod line;
mod lists;
mod play;
mod report;
mod rows;
mod simulation;
mod stage;
mod story;
mod time;
mod told;

pub use coverage::{Coverage, Part};
pub use happening::Happening;
pub use library::{Library, Version};
pub use play::play;
pub use report::{Failed, Report, What, render};
pub use simulation::Simulation;
pub use stage::{
    Act, Answer, Became, Found, Opening, Publication, Ran, SOURCE, Stage, Synced, Syncing, View,
};
pub use story::{Planned, Story, Unprepared};
pub use told::Told;

use crate::definition::Loaded;

/// Prepares and plays every scenario of what was loaded, in simulation.
#[must_use]
pub fn simulate_all(loaded: &Loaded) -> Report {
    let mut report = Report::default();
    for workflow in &loaded.workflows {
        report.declare(&workflow.definition);
    }
    for scenario in &loaded.scenarios {
        match Story::prepare(loaded, scenario) {
            Ok(story) => report.add(simulate(&story)),
            Err(unprepared) => {
                report.failures.push(unprepared.failed(&scenario.path, &scenario.model.scenario))
            }
        }
    }
    report
}

/// Plays a story in simulation: once for each of its rows.
#[must_use]
pub fn simulate(story: &Story) -> Report {
    let mut report = Report::default();
    for row in 0..story.rows() {
        let mut stage = Simulation::of(story);
        let told = play(story, row, &mut stage);
        report.take(story, told);
    }
    report
}
