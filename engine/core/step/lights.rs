//! What the clocks of a case show: lights, and when they turn next.

use super::clocks::{base, due};
use super::escalate::{acts, lapses, reached};
use super::{Fault, World};
use crate::definition::Definition;
use crate::instance::{Fired, Instance};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The lights of the running clocks at an instant: of the latest rung with a light that each has reached, counted from
/// the clock as it is now. Computed, never remembered: an extension can put a light out.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn lights(
    def: &Definition,
    inst: &Instance,
    world: &World,
    at: Timestamp,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut lights = BTreeMap::new();
    for (name, clock) in &inst.clocks {
        let Some(deadline) = def.deadline(base(name)) else { continue };
        let mut latest: Option<(Timestamp, &String)> = None;
        for (place, rung) in deadline.rungs.iter().enumerate() {
            let Some(light) = &rung.light else { continue };
            let place = u16::try_from(place).unwrap_or(u16::MAX);
            if clock.passed.contains(&place) {
                continue;
            }
            let mut over = || due(def, inst, name, world).map(|due| due.map(|due| due.at));
            let Some(reached) = reached(def, world, deadline, clock, place, &mut over)? else { continue };
            if reached <= at && latest.is_none_or(|(before, _)| before <= reached) {
                latest = Some((reached, light));
            }
        }
        if let Some((_, light)) = latest {
            lights.insert(name.clone(), light.clone());
        }
    }
    Ok(lights)
}

/// The one light that a case shows: that of the clock which falls due first, since it is the most late. A clock that
/// stands still comes last. Absent: no rung has set one.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn light(
    def: &Definition,
    inst: &Instance,
    world: &World,
    at: Timestamp,
) -> Result<Option<String>, Fault> {
    let mut first: Option<(Timestamp, String)> = None;
    for (name, light) in lights(def, inst, world, at)? {
        let due = due(def, inst, &name, world)?.map_or(Timestamp::MAX, |due| due.at);
        if first.as_ref().is_none_or(|(other, _)| due < *other) {
            first = Some((due, light));
        }
    }
    Ok(first.map(|(_, light)| light))
}

/// When the next rung of a clock, or its end, or the end of the period of a duty, is reached. Absent: nothing of it is left, it stands still, or the case
/// has no such clock.
///
/// # Errors
/// [`Fault::Time`] when the calendar cannot answer.
pub fn next_of(
    def: &Definition,
    inst: &Instance,
    name: &str,
    world: &World,
) -> Result<Option<Timestamp>, Fault> {
    if let Some(owed) = inst.obligations.get(name) {
        return super::obligation::boundary(def, world, name, owed);
    }
    let Some(deadline) = def.deadline(base(name)) else { return Ok(None) };
    let Some(clock) = inst.clocks.get(name) else { return Ok(None) };
    let mut over = || due(def, inst, name, world).map(|due| due.map(|due| due.at));
    let ends = deadline.ends && !clock.fired.contains(&Fired::End);
    let mut first = if ends { over()? } else { None };
    for place in 0..deadline.rungs.len() {
        let place = u16::try_from(place).unwrap_or(u16::MAX);
        let at = acts(def, inst, world, deadline, name, place, &mut over)?;
        first = [first, at].into_iter().flatten().min();
    }
    for ack in inst.acks.iter().filter(|ack| ack.clock == name) {
        let at = lapses(def, world, ack)?;
        first = [first, at].into_iter().flatten().min();
    }
    Ok(first)
}
