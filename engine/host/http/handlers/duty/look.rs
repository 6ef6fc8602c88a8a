//! What a question is about, and why it has no answer.

use super::super::super::caller::Caller;
use super::super::super::civil;
use super::super::super::problem::{Code, Problem, Wrong};
use super::super::super::server::Server;
use crate::tokens::Verb;
use docket_core::instance::Words;
use docket_core::rotation::{Editions, Error, Rotation, Rotations};
use docket_core::source::did_you_mean;
use docket_core::step::World;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// At most so many names are listed in a refusal.
const SHOWN: usize = 20;

/// A rotation, seen by a caller.
pub(super) struct Look {
    pub(super) world: World,
    pub(super) rotation: String,
    /// Absent: all units; or the only roster has no unit.
    unit: Option<String>,
}

impl Look {
    /// A roster that the caller may see.
    pub(super) async fn at(
        server: &Server,
        caller: &Caller,
        rotation: &str,
        unit: Option<String>,
    ) -> Result<Self, Problem> {
        let mut look = Self::open(server, caller, rotation, unit).await?;
        let mut units = look.known()?.units();
        let only = units.next().filter(|_| units.next().is_none()).map(str::to_owned);
        drop(units);
        let unit = match (look.unit.clone(), only) {
            (Some(unit), _) if look.ever_has(&unit) => unit,
            (None, Some(only)) => only,
            (unit, _) => return Err(look.no_unit(caller, unit.as_deref())),
        };
        let named = (!unit.is_empty()).then_some(unit.as_str());
        caller.need_unit(named, &look.world.organisation)?;
        look.unit = Some(unit);
        Ok(look)
    }

    /// All rosters at and below a unit, or all that the caller may see.
    pub(super) async fn over(
        server: &Server,
        caller: &Caller,
        rotation: &str,
        unit: Option<String>,
    ) -> Result<Self, Problem> {
        let mut look = Self::open(server, caller, rotation, unit).await?;
        look.known()?;
        match &look.unit {
            Some(unit) if look.world.organisation.unit(unit).is_none() => {
                return Err(look.no_unit(caller, Some(unit)));
            }
            Some(unit) => caller.need_unit(Some(unit), &look.world.organisation)?,
            None => look.unit = caller.root().map(str::to_owned),
        }
        Ok(look)
    }

    /// A rotation, whatever the units: the caller's scope is not asked yet.
    pub(super) async fn open(
        server: &Server,
        caller: &Caller,
        rotation: &str,
        unit: Option<String>,
    ) -> Result<Self, Problem> {
        caller.need(Verb::Read)?;
        let world = server.runtime().world().await?;
        Ok(Self { world, rotation: rotation.to_owned(), unit })
    }

    /// Whom to ask.
    pub(super) fn duty(&self) -> &Editions {
        &self.world.duty
    }

    /// The rotation as it is now, or as it was last.
    pub(super) fn known(&self) -> Result<&Rotation, Problem> {
        let found = self.duty().latest_with(&self.rotation).and_then(|known| known.get(&self.rotation));
        found.ok_or_else(|| self.problem(&Error::UnknownRotation(self.rotation.clone())))
    }

    /// Whether any edition of the rotation has a roster for a unit.
    fn ever_has(&self, unit: &str) -> bool {
        let has = |known: &Rotations| known.get(&self.rotation).is_some_and(|known| known.has_unit(unit));
        self.duty().iter().rev().any(|(_, _, known)| has(known))
    }

    pub(super) fn zone(&self) -> Result<&TimeZone, Problem> {
        Ok(self.known()?.zone())
    }

    pub(super) fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// The unit as it is shown. Absent: the rotation names none.
    pub(super) fn named(&self) -> Option<String> {
        self.unit.clone().filter(|unit| !unit.is_empty())
    }

    /// The slots that are asked about: those of a span, or of an instant if it ends where it begins.
    pub(super) fn slots(
        &self,
        slot: Option<&str>,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<String>, Problem> {
        let eras = self.duty().eras(&self.rotation, from, to).map_err(|error| self.problem(&error))?;
        let mut known: Vec<&String> = Vec::new();
        for rotation in eras.iter().filter_map(|era| era.view.rotations().get(&self.rotation)) {
            for name in rotation.slots().keys() {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        match slot {
            None => Ok(known.into_iter().cloned().collect()),
            Some(slot) if known.iter().any(|name| *name == slot) => Ok(vec![slot.to_owned()]),
            Some(slot) => {
                let all = || known.iter().map(|name| name.as_str());
                let guess = did_you_mean(slot, all());
                Err(unfit(wrong("slot", one_of(all()), Some(slot)).with_guess(guess)))
            }
        }
    }

    fn no_unit(&self, caller: &Caller, unit: Option<&str>) -> Problem {
        let seen = |unit: &&str| caller.need_unit(Some(*unit), &self.world.organisation).is_ok();
        let units: Vec<&str> = self.known().into_iter().flat_map(Rotation::units).filter(seen).collect();
        let guess = unit.and_then(|unit| did_you_mean(unit, units.iter().copied()));
        unfit(wrong("unit", one_of(units.into_iter()), unit).with_guess(guess))
    }

    /// A time of a parameter.
    pub(super) fn time(&self, name: &str, text: &str, is_end: bool) -> Result<Timestamp, Problem> {
        // In a query, `+` stands for a space unless it is written `%2B`, and most people write `+`.
        let text = match text.split_once(' ') {
            Some((time, offset)) if time.contains('T') => format!("{time}+{offset}"),
            _ => text.to_owned(),
        };
        let found = civil::time(self.zone()?, &text, is_end);
        let found = found.and_then(|at| Timestamp::from_millisecond(at.as_millisecond()).ok());
        found.ok_or_else(|| unfit(wrong(name, a_time(), Some(&text))))
    }

    /// A span of two parameters.
    pub(super) fn span(
        &self,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<(Timestamp, Timestamp), Problem> {
        let missing = [("from", from), ("to", to)].into_iter().filter(|(_, given)| given.is_none());
        let missing: Vec<Wrong> = missing.map(|(name, _)| wrong(name, a_time(), None)).collect();
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Problem::of_fields(Code::BadRequest, missing));
        };
        let (from, until) = (self.time("from", from, false)?, self.time("to", to, true)?);
        if until <= from {
            let later = words("晚于 from 的时间", "a time after `from`");
            return Err(unfit(wrong("to", later, Some(to))));
        }
        self.within(from, until, docket_core::rotation::MAX_DAYS)?;
        Ok((from, until))
    }

    /// Refuses a span that is too long.
    pub(super) fn within(&self, from: Timestamp, to: Timestamp, days: i64) -> Result<(), Problem> {
        if to.as_second() - from.as_second() <= days * 86_400 {
            return Ok(());
        }
        let most = words(&format!("from 之后至多 {days} 天"), &format!("at most {days} days after `from`"));
        Err(unfit(wrong("to", most, Some(&to.to_string()))))
    }

    /// Why the rotation has no answer.
    pub(super) fn problem(&self, error: &Error) -> Problem {
        let text = error.text();
        let said = Words { zh: text.zh().to_owned(), en: text.en().to_owned() };
        match error {
            Error::UnknownRotation(name) => {
                let all = || self.duty().newest().iter().map(Rotation::name);
                let field =
                    wrong("rotation", one_of(all()), Some(name)).with_guess(did_you_mean(name, all()));
                Problem::said(Code::NotFound, said).with_fields(vec![field])
            }
            Error::UnknownUnit { .. } | Error::UnitNeeded(_) => self.of("unit", said),
            Error::UnknownSlot { .. } => self.of("slot", said),
            Error::TooLong(_) => self.of("to", said),
            _ => Problem::said(Code::BadRequest, said),
        }
    }

    fn of(&self, field: &str, said: Words) -> Problem {
        let field = wrong(field, said.clone(), None);
        Problem::said(Code::BadRequest, said).with_fields(vec![field])
    }
}

/// A parameter that is wrong.
fn unfit(wrong: Wrong) -> Problem {
    Problem::of_fields(Code::BadRequest, vec![wrong])
}

fn wrong(field: &str, expected: Words, got: Option<&str>) -> Wrong {
    let got = got.map(|got| Words::same(got.chars().take(100).collect::<String>()));
    Wrong { field: field.to_owned(), expected, got, did_you_mean: None }
}

/// The time of a parameter, or now.
pub(super) async fn now_or(server: &Server, look: &Look, at: Option<&str>) -> Result<Timestamp, Problem> {
    match at {
        Some(at) => look.time("at", at, false),
        None => Ok(server.runtime().now().await?),
    }
}

/// What is allowed, by name; the first of many.
fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> Words {
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let shown = names.get(..SHOWN).unwrap_or(&names).join(", ");
    let more = if names.len() > SHOWN { format!(", ... ({})", names.len()) } else { String::new() };
    words(&format!("下列之一：{shown}{more}"), &format!("one of: {shown}{more}"))
}

fn a_time() -> Words {
    words(
        "日期（2026-02-17）、当地时间（2026-02-17T12:00），或带时差的时刻",
        "a day (2026-02-17), a time on the clock of the rotation (2026-02-17T12:00), or with an offset",
    )
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}
