//! A stage without a database: every case in memory, time as far as it was let pass.

mod boards;
mod deliver;
mod keys;
mod lists;
mod reads;
mod schedules;
mod stage;

use super::library::Library;
use super::{Happening, Story};
use crate::definition::Definition;
use crate::instance::{Actor, CaseId, Cause, Effect, Input, Instance, Message, Source};
use crate::step::chain::{self, Chain, Numbers};
use crate::step::{self, Need, Options, Snapshot, Stop, Trace, World};
use boards::{Boards, Rows};
use jiff::Timestamp;
use lists::Lists;
use schedules::Schedules;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

/// Messages between cases that are delivered at one moment. Beyond it the cases talk to each other without end.
pub const MAX_MESSAGES: usize = 100_000;

/// A stage in memory.
#[derive(Debug)]
pub struct Simulation {
    library: Arc<Library>,
    world: Arc<World>,
    now: Timestamp,
    cases: BTreeMap<CaseId, Living>,
    /// Cases by the instant at which they have something to do by themselves.
    due: BTreeSet<(Timestamp, CaseId)>,
    /// Messages on their way, in the order of delivery.
    messages: BTreeMap<Place, (CaseId, Message)>,
    /// Numbers drawn so far, by scope.
    sequences: BTreeMap<String, u64>,
    /// Cases that were cancelled before they started.
    cancelled: BTreeSet<CaseId>,
    /// Cases that hold a key, by the id that the key gives: those that another case started have an id of their own.
    holders: BTreeMap<CaseId, CaseId>,
    happened: VecDeque<Happening>,
    rows: Rows,
    boards: Boards,
    schedules: Schedules,
    lists: Lists,
    trace: bool,
    /// Why what was refused was refused, while tracing.
    refused: Mutex<Vec<Trace>>,
}

/// The place of a message: when it was sent, by whom, with which version, and which it was.
type Place = (Timestamp, CaseId, u64, usize);

/// A case on stage.
#[derive(Debug)]
struct Living {
    definition: Arc<Definition>,
    instance: Instance,
    due: Option<Timestamp>,
    /// Ids of inputs that were taken, by source and id.
    ids: BTreeMap<(String, String), Body>,
}

/// What an id stands for: compared when it comes again.
#[derive(Clone, Debug, PartialEq)]
struct Body {
    cause: Cause,
    actor: Option<Actor>,
    occurred_at: Option<Timestamp>,
}

impl Body {
    fn of(input: &Input) -> Self {
        Self { cause: input.cause.clone(), actor: input.actor.clone(), occurred_at: input.occurred_at }
    }
}

impl Simulation {
    /// An empty stage for a story, at its beginning.
    #[must_use]
    pub fn of(story: &Story) -> Self {
        let boards = Boards::of(&story.boards);
        let mut read = story.library.read_workflows();
        read.extend(boards.workflows());
        Self {
            library: story.library.clone(),
            world: story.world.clone(),
            now: story.now,
            rows: Rows::reading(read),
            boards,
            schedules: Schedules::of(&story.schedules, &story.world.organisation, story.now),
            lists: Lists::new(),
            cases: BTreeMap::new(),
            due: BTreeSet::new(),
            messages: BTreeMap::new(),
            sequences: BTreeMap::new(),
            cancelled: BTreeSet::new(),
            holders: BTreeMap::new(),
            happened: VecDeque::new(),
            trace: false,
            refused: Mutex::default(),
        }
    }

    fn options<'a>(&'a self, rows: Option<&'a Snapshot>) -> Options<'a> {
        let refused = self.trace.then_some(&self.refused);
        Options { trace: self.trace, course: true, refused, rows, stop: None }
    }

    /// Runs a chain, drawing the numbers and reading the rows that it asks for. Numbers that are left over go back.
    fn chain(
        &mut self,
        run: impl Fn(&Numbers, &World, Options<'_>) -> Result<Chain, Stop>,
    ) -> Result<Chain, Stop> {
        let mut numbers = Numbers::new();
        let mut rows = None;
        loop {
            match run(&numbers, &self.world, self.options(rows.as_ref())) {
                Err(Stop::Needs(Need::Rows(workflows))) => rows = Some(self.snapshot(&workflows)),
                Err(Stop::Needs(Need::Number(scope))) => {
                    let drawn = numbers.entry(scope.clone()).or_default();
                    let last = self.sequences.get(&scope).copied().unwrap_or(0);
                    drawn.push(last + drawn.len() as u64 + 1);
                }
                Ok(chain) => {
                    for link in &chain.links {
                        for (scope, used) in &link.input.numbers {
                            *self.sequences.entry(scope.clone()).or_insert(0) += used.len() as u64;
                        }
                    }
                    return Ok(chain);
                }
                Err(stop) => return Err(stop),
            }
        }
    }

    /// Begins a case.
    fn begin(&mut self, definition: &Arc<Definition>, id: CaseId, input: Input) -> Result<(), Stop> {
        let body = Body::of(&input);
        let key = (input.source.key(), input.id.clone());
        let chain = self.chain(|numbers, world, options| {
            chain::begin(definition, id.clone(), input.clone(), world, numbers, options)
        })?;
        if let Err(stop) = &chain.outcome {
            return Err(stop.clone());
        }
        let ids = BTreeMap::from([(key, body)]);
        self.keep(definition.clone(), None, ids, chain, &id);
        Ok(())
    }

    /// Brings an input to a case that lives. The verdict in a word.
    fn take(&mut self, id: &CaseId, input: Input) -> Result<&'static str, Stop> {
        let Some(mut living) = self.cases.remove(id) else {
            return Err(step::Refusal::new(step::RefusalCode::UnknownCase).with("case", id.as_str()).into());
        };
        let outside = !matches!(input.cause, Cause::Wake);
        let key = (input.source.key(), input.id.clone());
        let body = outside.then(|| Body::of(&input));
        let chained = self.chain(|numbers, world, options| {
            chain::take(&living.definition, &living.instance, input.clone(), world, numbers, options)
        });
        let chain = match chained {
            Ok(chain) => chain,
            Err(stop) => {
                self.cases.insert(id.clone(), living);
                return Err(stop);
            }
        };
        let outcome = match &chain.outcome {
            Ok(place) => Ok(chain.links.get(*place).map_or("ignored", |link| link.step.verdict.word())),
            Err(stop) => Err(stop.clone()),
        };
        if let (Ok(_), Some(body)) = (&outcome, body) {
            living.ids.insert(key, body);
        }
        if let Some(due) = living.due.take() {
            self.due.remove(&(due, id.clone()));
        }
        self.keep(living.definition, Some(living.instance), living.ids, chain, id);
        outcome
    }

    /// Keeps what a chain came to: the case, what happened, the messages, when it is due again.
    fn keep(
        &mut self,
        definition: Arc<Definition>,
        before: Option<Instance>,
        ids: BTreeMap<(String, String), Body>,
        chain: Chain,
        id: &CaseId,
    ) {
        let earlier = before.as_ref().map(|before| before.changes.clone()).unwrap_or_default();
        let mut before = before;
        for link in chain.links {
            self.happened.push_back(Happening::of(before.as_ref(), &link));
            let after = link.step.instance;
            for (index, effect) in link.step.effects.into_iter().enumerate() {
                if let Effect::Message { to, message } = effect {
                    let place = (after.at, after.id.clone(), after.version, index);
                    self.messages.insert(place, (to, message));
                }
            }
            before = Some(after);
        }
        let Some(instance) = before else { return };
        let changed = instance.changes != earlier;
        let living = Living { definition, instance, due: None, ids };
        self.rows.note(&living, &self.world);
        self.cases.insert(id.clone(), living);
        self.schedule(id);
        if changed {
            self.duty_changed();
        }
    }

    /// Notes when a case has something to do by itself.
    fn schedule(&mut self, id: &CaseId) {
        let Some(living) = self.cases.get_mut(id) else { return };
        // A clock that cannot be computed any more wakes nobody.
        let due = step::next_due(&living.definition, &living.instance, &self.world).ok().flatten();
        if let Some(due) = std::mem::replace(&mut living.due, due) {
            self.due.remove(&(due, id.clone()));
        }
        if let Some(due) = due {
            self.due.insert((due, id.clone()));
        }
    }

    /// Shows to all cases what one of them has changed of duty: those that watch it may be due at another time.
    fn duty_changed(&mut self) {
        let instances = self.cases.values().map(|living| &living.instance);
        let list: Vec<_> = instances.flat_map(|instance| instance.changes.iter().cloned()).collect();
        let duty = Arc::new(self.world.duty.with(list).0);
        self.world = Arc::new(World { duty, ..World::clone(&self.world) });
        let watching = self.cases.iter().filter(|(_, living)| living.instance.watches_duty());
        let watching: Vec<CaseId> = watching.map(|(id, _)| id.clone()).collect();
        for id in watching {
            self.schedule(&id);
        }
    }

    /// An input of the engine's own.
    fn wake(&self, id: &CaseId, at: Timestamp) -> Input {
        let version = self.cases.get(id).map_or(0, |living| living.instance.version);
        Input {
            id: format!("wake-{}", version + 1),
            source: Source::Engine,
            at,
            occurred_at: None,
            actor: None,
            cause: Cause::Wake,
            numbers: BTreeMap::new(),
            reads: Vec::new(),
        }
    }
}
