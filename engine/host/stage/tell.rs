//! All stories of a load, told on one place.

use super::{Fault, Host, Place};
use docket_core::definition::Loaded;
use docket_core::model::Text;
use docket_core::scenario::{Report, Simulation, Story, Told, Unprepared, play};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// All stories told on one place.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// What came of them. What of the workflows was reached is known of a simulation alone.
    pub report: Report,
    /// What every case did, by story and row, in the order of loading.
    pub traces: Vec<Trace>,
}

/// What every case of a story did.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The title of the story.
    pub scenario: Text,
    /// Its file.
    pub file: String,
    /// The row of the examples, from 1; 1 where there are none.
    pub row: usize,
    /// [`Told::trace`].
    pub told: Json,
}

/// Tells all stories once for each of their rows, a few at a time.
///
/// # Errors
/// [`Fault`]: the place cannot be used. What is wrong with a story is in the report.
pub fn tell(loaded: &Loaded, place: &Place) -> Result<Telling, Fault> {
    let stories: Vec<Result<Story, Unprepared>> =
        loaded.scenarios.iter().map(|scenario| Story::prepare(loaded, scenario)).collect();
    let ready = stories.iter().enumerate();
    let ready = ready.filter_map(|(place, story)| Some((place, story.as_ref().ok()?)));
    let jobs: Vec<(usize, &Story, usize)> =
        ready.flat_map(|(place, story)| (0..story.rows()).map(move |row| (place, story, row))).collect();
    let mut all = together(&jobs, place)?;
    let mut telling = Telling::default();
    let is_simulation = *place == Place::Simulation;
    if is_simulation {
        loaded.workflows.iter().for_each(|workflow| telling.report.declare(&workflow.definition));
    }
    for (number, (scenario, story)) in loaded.scenarios.iter().zip(&stories).enumerate() {
        let (file, title) = (&scenario.path, &scenario.model.scenario);
        let story = match story {
            Ok(story) => story,
            Err(unprepared) => {
                telling.report.failures.push(unprepared.clone().failed(file, title));
                continue;
            }
        };
        let mut report = Report::default();
        for row in 0..story.rows() {
            let Some(told) = all.remove(&(number, row)) else { continue };
            let (scenario, file, row) = (title.clone(), file.clone(), row + 1);
            telling.traces.push(Trace { scenario, file, row, told: told.trace() });
            report.take(story, told);
        }
        telling.report.add(report);
    }
    if !is_simulation {
        telling.report.coverage.clear();
    }
    Ok(telling)
}

type All = BTreeMap<(usize, usize), Told>;

fn together(jobs: &[(usize, &Story, usize)], place: &Place) -> Result<All, Fault> {
    let next = AtomicUsize::new(0);
    let all: Mutex<Result<All, Fault>> = Mutex::new(Ok(All::new()));
    let work = || {
        while let Some((number, story, row)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let told = once(story, *row, place);
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            match (told, all.as_mut()) {
                (Ok(told), Ok(all)) => drop(all.insert((*number, *row), told)),
                (Err(fault), Ok(_)) => {
                    *all = Err(fault);
                    return;
                }
                (_, Err(_)) => return,
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(jobs.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn once(story: &Story, row: usize, place: &Place) -> Result<Told, Fault> {
    if *place == Place::Simulation {
        let mut stage = Simulation::of(story);
        return Ok(play(story, row, &mut stage));
    }
    let mut host = Host::open(story, place)?;
    let told = play(story, row, &mut host);
    host.close()?;
    Ok(told)
}
