//! One input and all that falls due around it: what a host commits together.
//!
//! Timers due at or before the input go first, each as an input of its own, so that an outage never lengthens a term;
//! what the input makes due at once follows.

use super::{Need, Options, Step, Stop, World, park, start, step, turns};
use crate::definition::Definition;
use crate::instance::{CaseId, Cause, Input, Instance, Source};
use std::collections::BTreeMap;

/// Inputs that one chain takes. What is still due afterwards waits for the next wake-up.
pub const MAX_CHAIN: usize = 1_000;

/// Numbers that one chain is given before it is cut: what was taken is kept, the rest comes next.
pub const MAX_NUMBERS: usize = 50;

/// One input taken.
#[derive(Clone, Debug)]
pub struct Link {
    /// The input, with the numbers that it used.
    pub input: Input,
    /// What it did.
    pub step: Step,
    /// Set when the input failed and was parked: what went wrong. The step then only notes that.
    pub incident: Option<String>,
}

/// What a chain came to.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The inputs taken, oldest first. To be committed even when the input itself was refused.
    pub links: Vec<Link>,
    /// What became of the input itself: the place of its link, or why it was not taken. [`Stop::TimerFirst`] with links:
    /// the chain was cut; commit them and take the input again, with numbers drawn anew.
    pub outcome: Result<usize, Stop>,
}

impl Chain {
    /// The case afterwards. Absent: there is none, or it is as it was.
    #[must_use]
    pub fn instance(&self) -> Option<&Instance> {
        self.links.last().map(|link| &link.step.instance)
    }
}

/// Numbers drawn for a chain and not used yet, by scope. A scope that is missing stops the chain with
/// [`Need::Number`]: draw one more and begin again.
pub type Numbers = BTreeMap<String, Vec<u64>>;

/// Begins a case and takes all that falls due at once.
///
/// # Errors
/// [`Stop::Needs`] and [`Stop::Aborted`]: nothing was done.
pub fn begin(
    def: &Definition,
    id: CaseId,
    mut input: Input,
    world: &World,
    numbers: &Numbers,
    options: Options<'_>,
) -> Result<Chain, Stop> {
    let mut left = numbers.clone();
    input.numbers = left.clone();
    match start(def, id, &input, world, options) {
        Ok(step) => {
            settle(&mut input, &step, &mut left);
            let mut links = vec![Link { input, step, incident: None }];
            after(def, &mut links, world, numbers, &mut left, options)?;
            Ok(Chain { links, outcome: Ok(0) })
        }
        Err(stop @ (Stop::Needs(_) | Stop::Aborted)) => Err(stop),
        Err(stop) => Ok(Chain { links: Vec::new(), outcome: Err(stop) }),
    }
}

/// Takes what is due before an input, the input, and what is due at once afterwards. With no input, only what is due.
///
/// # Errors
/// [`Stop::Needs`] and [`Stop::Aborted`]: nothing was done.
pub fn take(
    def: &Definition,
    instance: &Instance,
    mut input: Input,
    world: &World,
    numbers: &Numbers,
    options: Options<'_>,
) -> Result<Chain, Stop> {
    let mut left = numbers.clone();
    let mut links = Vec::new();
    let until = input.at.max(instance.at);
    wake_until(def, Some(instance), until, &mut links, world, numbers, &mut left, options)?;
    if matches!(input.cause, Cause::Wake) {
        let last = links.len().saturating_sub(1);
        return Ok(Chain { links, outcome: Ok(last) });
    }
    let now: &Instance = links.last().map_or(instance, |link: &Link| &link.step.instance);
    input.numbers = left.clone();
    match step(def, now, &input, world, options) {
        Ok(step) => {
            settle(&mut input, &step, &mut left);
            links.push(Link { input, step, incident: None });
            let place = links.len() - 1;
            after(def, &mut links, world, numbers, &mut left, options)?;
            Ok(Chain { links, outcome: Ok(place) })
        }
        Err(stop) if is_cut(&stop, &links, numbers) => {
            Ok(Chain { links, outcome: Err(Stop::TimerFirst(until)) })
        }
        Err(stop @ (Stop::Needs(_) | Stop::Aborted)) => Err(stop),
        Err(stop) => Ok(Chain { links, outcome: Err(stop) }),
    }
}

fn after(
    def: &Definition,
    links: &mut Vec<Link>,
    world: &World,
    given: &Numbers,
    left: &mut Numbers,
    options: Options<'_>,
) -> Result<(), Stop> {
    let Some(until) = links.last().map(|link| link.step.instance.at) else { return Ok(()) };
    wake_until(def, None, until, links, world, given, left, options)
}

/// Whether a chain ends before an input that wants more time or more numbers than are left.
fn is_cut(stop: &Stop, links: &[Link], given: &Numbers) -> bool {
    !links.is_empty()
        && match stop {
            Stop::Aborted => true,
            Stop::Needs(Need::Number(_)) => given.values().map(Vec::len).sum::<usize>() >= MAX_NUMBERS,
            _ => false,
        }
}

/// `first` is the case before the first link; `given` are all numbers of the chain, `left` those not used yet.
#[expect(clippy::too_many_arguments, reason = "one loop for what is due before and after an input")]
fn wake_until(
    def: &Definition,
    first: Option<&Instance>,
    until: jiff::Timestamp,
    links: &mut Vec<Link>,
    world: &World,
    given: &Numbers,
    left: &mut Numbers,
    options: Options<'_>,
) -> Result<(), Stop> {
    while links.len() < MAX_CHAIN {
        let Some(now) = links.last().map(|link| &link.step.instance).or(first) else { break };
        let due = match turns::next_due(def, now, world) {
            Ok(Some(due)) if due <= until => due,
            // A clock that cannot be computed any more (a year that was taken out of the calendar) wakes nobody.
            Ok(_) | Err(_) => break,
        };
        let at = due.max(now.at);
        let mut input = Input {
            id: format!("wake-{}", now.version + 1),
            source: Source::Engine,
            at,
            occurred_at: None,
            actor: None,
            cause: Cause::Wake,
            numbers: left.clone(),
            reads: Vec::new(),
        };
        let (step, incident) = match step(def, now, &input, world, options) {
            Ok(step) => (step, None),
            // Never lost: what was taken is committed, and the rest goes on from there.
            Err(stop) if is_cut(&stop, links, given) => break,
            Err(stop @ (Stop::Needs(_) | Stop::Aborted)) => return Err(stop),
            Err(stop) => {
                let message = match stop {
                    Stop::Fault(fault) => fault.to_string(),
                    other => other.to_string(),
                };
                (park(def, now, world, at).map_err(Stop::Fault)?, Some(message))
            }
        };
        settle(&mut input, &step, left);
        links.push(Link { input, step, incident });
    }
    Ok(())
}

/// Keeps in the input the numbers that its step used, and takes them off what is left; and what the step has read.
fn settle(input: &mut Input, step: &Step, left: &mut Numbers) {
    input.reads.clone_from(&step.reads);
    input.numbers.clear();
    for (scope, used) in &step.drawn {
        let Some(numbers) = left.get_mut(scope) else { continue };
        let taken: Vec<u64> = numbers.drain(..(*used).min(numbers.len())).collect();
        input.numbers.insert(scope.clone(), taken);
    }
}
