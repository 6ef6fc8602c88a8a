//! Why a deadline falls due when it does: the law or parameter, the days one by one, pauses, extensions, rungs.

mod owed;
mod words;

pub use owed::{Owing, owing};

use super::clocks::{base, calendar_of, due};
use super::escalate::{acts, reached};
use super::{Fault, World, lights};
use crate::calendar::{Counting, Due, Duration, Extension, Pause, Stretch, Usage};
use crate::definition::{Deadline, Definition, From, RungAt, SpanExpr};
use crate::instance::{Fired, Instance, Words};
use crate::model::Text;
use crate::model::deadline::Only;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

/// Why a deadline falls due when it does.
#[derive(Clone, Debug)]
pub struct Why {
    /// Its name, with the element of a region behind an `@`.
    pub name: String,
    /// The name shown to people: its own, or its state's. Absent: there is none.
    pub title: Option<Text>,
    /// The article.
    pub basis: Option<Text>,
    /// The rule of day counting: its name.
    pub counting: String,
    /// The name of that rule shown to people.
    pub law: Option<Text>,
    /// The articles that the rule follows.
    pub law_basis: Option<String>,
    /// What the rule says.
    pub rule: Counting,
    /// What was granted.
    pub granted: Duration,
    /// The expression that gave the time. Absent: the time itself is written.
    pub written: Option<String>,
    /// The instant from which it counts.
    pub anchor: Timestamp,
    /// What that instant is.
    pub since: Since,
    /// Granted, and all that was added.
    pub budget: Duration,
    /// What was added.
    pub extensions: Vec<Extension>,
    /// When it stood still.
    pub pauses: Vec<Pause>,
    /// Whether it stands still since the state was left for a while.
    pub is_held: bool,
    /// How much is used now.
    pub usage: Usage,
    /// When it falls due. Absent: it stands still.
    pub due: Option<Due>,
    /// The days, counted or not.
    pub account: Vec<Stretch>,
    /// Its light now. Absent: none burns.
    pub light: Option<String>,
    /// Its rungs, in the order of the policy.
    pub rungs: Vec<RungWhy>,
    zone: TimeZone,
}

/// What time is counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// A state was entered; of several that share the time, the first.
    Entered(String, Option<Text>),
    /// An event happened.
    Event(String, Option<Text>),
    /// A data field says it.
    Field(String, Option<Text>),
    /// An expression gave the instant at which it falls due.
    Given(String),
}

/// A rung, and why it is where it is.
#[derive(Clone, Debug, Serialize)]
pub struct RungWhy {
    /// Its place in the policy, from 1.
    pub rung: u16,
    /// When it is reached, in words.
    pub when: Words,
    /// The instant. Absent: the clock stands still, or the calendar cannot say.
    pub at: Option<Timestamp>,
    /// Whether it has been done.
    pub is_fired: bool,
    /// The light from there on.
    pub light: Option<String>,
    /// Whether it was passed by, because its condition did not hold.
    pub is_passed: bool,
    /// Whether silence on the rung before it has brought it about before its time.
    pub is_early: bool,
    /// Since when it waits, because nobody is on duty whom it names; `at` is then when somebody comes on duty. Absent: it
    /// does not wait.
    pub held_since: Option<Timestamp>,
    /// How often it has acted. Absent: it acts once.
    pub times: Option<u32>,
    /// Who is asked to acknowledge and has not. Absent: nobody is asked now.
    pub asked: Option<Vec<String>>,
    /// Days and hours in which it may act. Absent: any.
    pub only: Option<Only>,
}

impl Why {
    /// One screen, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<Words> {
        words::lines(self)
    }
}

/// Why a clock falls due when it does. Absent: the case has no such clock.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn why(
    def: &Definition,
    inst: &Instance,
    name: &str,
    world: &World,
    now: Timestamp,
) -> Result<Option<Why>, Fault> {
    let (Some(clock), Some(deadline)) = (inst.clocks.get(name), def.deadline(base(name))) else {
        return Ok(None);
    };
    let calendar = calendar_of(def, world)?;
    let time = |error: crate::calendar::Error| Fault::Time(error.to_string());
    let budget = &clock.budget;
    let ends = budget.due_at(calendar).map_err(time)?;
    let account = match &ends {
        Some(due) => budget.account(due, calendar),
        None => budget.account_until(calendar.date_at(now), calendar),
    };
    let counting = budget.counting.clone().unwrap_or_default();
    let law = calendar.rule(&counting);
    let owner = def.chart.state(deadline.state);
    let rungs = (0..deadline.rungs.len()).filter_map(|place| rung(def, inst, name, world, deadline, place));
    Ok(Some(Why {
        name: name.to_owned(),
        title: deadline.title.clone().or_else(|| owner.title.clone()),
        basis: deadline.basis.clone(),
        law: law.and_then(|law| law.title.clone()),
        law_basis: law.and_then(|law| law.basis.clone()),
        rule: budget.rule(calendar).map_err(time)?,
        counting: counting.to_string(),
        granted: budget.granted,
        written: match &deadline.within {
            Some(SpanExpr::Script(script)) => Some(script.text().to_owned()),
            Some(SpanExpr::Fixed(_)) | None => None,
        },
        anchor: budget.anchor,
        since: since(def, deadline),
        budget: budget.budget().map_err(time)?,
        extensions: budget.extensions.clone(),
        pauses: budget.pauses.clone(),
        is_held: clock.held,
        usage: budget.usage(now, calendar).map_err(time)?,
        account: account.map_err(time)?,
        light: lights(def, inst, world, now)?.remove(name),
        rungs: rungs.collect(),
        zone: calendar.zone().clone(),
        due: ends,
    }))
}

fn since(def: &Definition, deadline: &Deadline) -> Since {
    match (&deadline.at_time, &deadline.from) {
        (Some(script), _) => Since::Given(script.text().to_owned()),
        (None, Some(From::Event(event))) => {
            Since::Event(event.clone(), def.events.get(event).and_then(|event| event.title.clone()))
        }
        (None, Some(From::Field(field))) => {
            Since::Field(field.clone(), def.fields.get(field).and_then(|field| field.model.title.clone()))
        }
        (None, None) if !deadline.runs_in.is_empty() => {
            let name = |zh: bool| {
                let names = deadline.runs_in.iter().map(|ix| {
                    let state = def.chart.state(*ix);
                    let title = state.title.as_ref().map(|title| if zh { title.zh() } else { title.en() });
                    title.unwrap_or(&state.id).to_owned()
                });
                Some(names.collect::<Vec<_>>().join(if zh { "、" } else { ", " }))
            };
            Since::Entered(String::new(), Some(Text::Localised { zh: name(true), en: name(false) }))
        }
        (None, None) => {
            let state = def.chart.state(deadline.state);
            Since::Entered(state.id.clone(), state.title.clone())
        }
    }
}

fn rung(
    def: &Definition,
    inst: &Instance,
    name: &str,
    world: &World,
    deadline: &Deadline,
    place: usize,
) -> Option<RungWhy> {
    let (clock, rung) = (inst.clocks.get(name)?, deadline.rungs.get(place)?);
    let number = u16::try_from(place).ok()?;
    let span = |span: &SpanExpr| match span {
        SpanExpr::Fixed(duration) => Some(*duration),
        SpanExpr::Script(_) => clock.spans.get(&number).copied(),
    };
    let when = match &rung.at {
        RungAt::Due => words::due(),
        RungAt::Share(percent) => words::share(*percent, clock.budget.budget().ok()?),
        RungAt::Before(time) => words::before(span(time)?),
        RungAt::After(time) => words::after(span(time)?),
    };
    let is_fired = clock.fired.contains(&Fired::Rung(number));
    // When it acts next; of one that has acted, when it was reached.
    let mut over = || due(def, inst, name, world).map(|due| due.map(|due| due.at));
    let next = acts(def, inst, world, deadline, name, number, &mut over).ok().flatten();
    let reached = reached(def, world, deadline, clock, number, &mut over).ok().flatten();
    let at = next.or(reached);
    let wait = clock.waits.get(&number).filter(|wait| reached.is_none_or(|reached| reached <= wait.since));
    let asked = inst.acks.iter().find(|ack| ack.clock == name && ack.rung == number);
    Some(RungWhy {
        rung: number + 1,
        when,
        at,
        is_fired,
        is_passed: clock.passed.contains(&number),
        is_early: clock.early.contains_key(&number),
        held_since: wait.map(|wait| wait.since),
        light: rung.light.clone(),
        times: clock.again.get(&number).map(|again| again.times),
        asked: asked.map(|ack| {
            let task = inst.tasks.iter().find(|task| task.id == ack.task);
            let missing = task.map(|task| task.candidates.clone()).unwrap_or_default();
            missing.into_iter().filter(|person| !ack.by.contains(person)).collect()
        }),
        only: rung.only.clone(),
    })
}
