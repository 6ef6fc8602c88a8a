//! A scenario in simulation, against the steps that it takes called directly: what telling, waiting and looking cost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_bench::{in_turns, report, rules};
use docket_core::definition::Definition;
use docket_core::instance::{Actor, CaseId, Cause, Input, Instance, Source};
use docket_core::scenario::{
    Act, Answer, Happening, Opening, Publication, Ran, SOURCE, Simulation, Stage, Story, Synced, Syncing,
    View, play,
};
use docket_core::step::{self, Need, Options, Step, Stop, World};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest story of the pack: one petition through all three levels.
const STORY: &str = "full-story.scenario.yaml";

/// What a story asks of its stage.
enum Asked {
    Start(Opening),
    Act(Act),
    Wait(Timestamp),
}

/// A stage that notes what it is asked.
struct Noting {
    stage: Simulation,
    asked: Vec<(Timestamp, Asked)>,
    happened: usize,
}

impl Stage for Noting {
    fn now(&self) -> Timestamp {
        self.stage.now()
    }

    fn start(&mut self, opening: Opening) -> Answer {
        self.asked.push((self.now(), Asked::Start(opening.clone())));
        self.stage.start(opening)
    }

    fn act(&mut self, case: &CaseId, act: Act) -> Answer {
        self.asked.push((self.now(), Asked::Act(act.clone())));
        self.stage.act(case, act)
    }

    fn advance_to(&mut self, at: Timestamp) -> Result<(), String> {
        self.asked.push((self.now(), Asked::Wait(at)));
        self.stage.advance_to(at)
    }

    fn publish(&mut self, id: &str, board: &str) -> Result<Publication, String> {
        self.stage.publish(id, board)
    }

    fn published(&mut self) -> Vec<Publication> {
        self.stage.published()
    }

    fn ran(&mut self) -> Vec<Ran> {
        self.stage.ran()
    }

    fn sync(&mut self, syncing: Syncing) -> Result<Synced, String> {
        self.stage.sync(syncing)
    }

    fn reckon(&mut self, world: &Arc<World>) -> Result<(), String> {
        self.stage.reckon(world)
    }

    fn view(&mut self, case: &CaseId) -> Option<View<'_>> {
        self.stage.view(case)
    }

    fn crash(&mut self) -> Result<(), String> {
        self.stage.crash()
    }

    fn happened(&mut self) -> Vec<Happening> {
        let happened = self.stage.happened();
        self.happened += happened.len();
        happened
    }
}

/// A step that was taken: the case before it (absent: it begins) and the input.
type Taken = (Option<Instance>, Input);

fn take(
    story: &Story,
    definition: &Definition,
    before: Option<&Instance>,
    input: &Input,
) -> Result<Step, Stop> {
    let options = Options::default();
    match before {
        None => {
            let id = CaseId::requested(
                &docket_core::instance::IdKey::STORIES,
                &definition.name,
                SOURCE,
                &input.id,
            );
            step::start(definition, id, input, &story.world, options)
        }
        Some(before) => step::step(definition, before, input, &story.world, options),
    }
}

/// The steps of a story of one case, as they are taken without it.
struct Course<'s> {
    story: &'s Story,
    definition: &'s Definition,
    case: Option<Instance>,
    taken: Vec<Taken>,
    sequences: BTreeMap<String, u64>,
}

impl Course<'_> {
    fn take(&mut self, mut input: Input) {
        let step = loop {
            match take(self.story, self.definition, self.case.as_ref(), &input) {
                Err(Stop::Needs(Need::Number(scope))) => {
                    let last = self.sequences.entry(scope.clone()).or_insert(0);
                    *last += 1;
                    input.numbers.entry(scope).or_default().push(*last);
                }
                done => break done.expect("the step is taken"),
            }
        };
        self.taken.push((self.case.replace(step.instance), input));
    }

    fn wake_until(&mut self, until: Timestamp) {
        while let Some(case) = &self.case {
            let due = step::next_due(self.definition, case, &self.story.world).expect("the calendar answers");
            let Some(due) = due.filter(|due| *due <= until) else { break };
            let (at, id) = (due.max(case.at), format!("wake-{}", case.version + 1));
            self.take(input(id, Source::Engine, at, None, None, Cause::Wake));
        }
    }
}

fn input(
    id: String,
    source: Source,
    at: Timestamp,
    occurred_at: Option<Timestamp>,
    actor: Option<Actor>,
    cause: Cause,
) -> Input {
    Input { id, source, at, occurred_at, actor, cause, numbers: BTreeMap::new(), reads: Vec::new() }
}

fn main() {
    let loaded = rules();
    let scenario = loaded.scenarios.iter().find(|scenario| scenario.path.ends_with(STORY));
    let story = Story::prepare(&loaded, scenario.expect("the story is there")).expect("it can be played");
    let simulation = || Simulation::of(&story);

    let mut noting = Noting { stage: simulation(), asked: Vec::new(), happened: 0 };
    let told = play(&story, 0, &mut noting);
    assert!(told.failures.is_empty(), "{:?}", told.failures);
    let definition =
        story.library.at(&story.model.workflow, story.now, &story.world).expect("it is in force");
    let mut course =
        Course { story: &story, definition, case: None, taken: Vec::new(), sequences: BTreeMap::new() };
    let source = || Source::Token(SOURCE.to_owned());
    for (at, asked) in noting.asked {
        let until = match asked {
            Asked::Start(opening) => {
                let cause = Cause::Start { data: opening.data, parent: None };
                course.take(input(opening.id, source(), at, opening.occurred_at, opening.actor, cause));
                at
            }
            Asked::Act(act) => {
                course.take(input(act.id, source(), at, act.occurred_at, act.actor, act.cause));
                at
            }
            Asked::Wait(until) => until,
        };
        course.wake_until(until);
    }
    let taken = course.taken;
    assert_eq!(taken.len(), noting.happened, "both take the same steps");
    println!("{} lines, {} steps", story.model.steps.len(), taken.len());

    let (ours, theirs) = in_turns(
        20,
        || play(&story, 0, &mut simulation()),
        || {
            taken
                .iter()
                .map(|(before, input)| take(&story, definition, before.as_ref(), input))
                .filter(Result::is_ok)
                .count()
        },
    );
    let each = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    report("simulated step of a petition's story", ours / each, "the same step alone", theirs / each, 3.0);
}
