//! A clock is a budget of time, not an instant: what was granted, what was added, and when it stood still.

use super::count::{
    Paused, back, back_exactly, counted, day_count, due_with, exact_millis, first_day, unit_millis,
};
use super::hours::millis;
use super::pauses::Pauses;
use super::{Calendar, Counting, Due, Duration, Error, Roll, Unit};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A named budget of time that can be extended and can pause. Its due instant is always derived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// What was granted at first.
    pub granted: Duration,
    /// The legal fact that the count begins with, never the time at which it was processed.
    pub anchor: Timestamp,
    /// The name of the calendar.
    pub calendar: SmolStr,
    /// The rule of day counting, by its name in the calendar. Absent: [`Counting::default`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<SmolStr>,
    /// How the last day rolls, where the deadline says otherwise than the rule. Absent: as the rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<Roll>,
    /// What was added, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// When it stood still, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
}

/// Time added to a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// How much, in the unit of the clock.
    pub add: Duration,
    /// When it was decided.
    pub at: Timestamp,
    /// Why. Absent: no reason was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who approved it. Empty: nobody had to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

/// A stretch in which a clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The first instant.
    pub from: Timestamp,
    /// The instant at which it runs again. Absent: it still stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
}

/// What is counted when use is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Calendar days; also for clocks granted in months or years.
    Days,
    /// Working days.
    Workdays,
    /// Minutes of the wall clock.
    Minutes,
    /// Minutes of working time.
    WorkMinutes,
}

/// How much of a budget is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// What is counted.
    pub measure: Measure,
    /// The whole budget.
    pub total: i64,
    /// What was used: whole days that have ended, or whole minutes. More than `total` when overdue.
    pub used: i64,
}

impl Usage {
    /// What is left; negative when overdue.
    #[must_use]
    pub const fn left(self) -> i64 {
        self.total - self.used
    }
}

impl Clock {
    /// A running clock without extensions or pauses.
    #[must_use]
    pub fn new(granted: Duration, anchor: Timestamp, calendar: impl Into<SmolStr>) -> Self {
        Self {
            granted,
            anchor,
            calendar: calendar.into(),
            counting: None,
            roll: None,
            extensions: Vec::new(),
            pauses: Vec::new(),
        }
    }

    /// Whether the clock stands still since its last pause.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.pauses.iter().any(|pause| pause.to.is_none())
    }

    /// Since when the clock stands still. Absent: it runs.
    #[must_use]
    pub fn paused_since(&self) -> Option<Timestamp> {
        self.pauses.iter().find(|pause| pause.to.is_none()).map(|pause| pause.from)
    }

    /// Stops the clock. A clock that stands already goes on standing, and the answer is `false`.
    pub fn pause(&mut self, at: Timestamp) -> bool {
        if self.is_paused() {
            return false;
        }
        self.pauses.push(Pause { from: at, to: None });
        true
    }

    /// Lets the clock run again. The answer is `false` for a clock that runs already.
    pub fn resume(&mut self, at: Timestamp) -> bool {
        let Some(place) = self.pauses.iter().position(|pause| pause.to.is_none()) else { return false };
        match self.pauses.get_mut(place) {
            Some(pause) if pause.from < at => pause.to = Some(at),
            // It has not stood still at all.
            _ => drop(self.pauses.remove(place)),
        }
        true
    }

    /// Adds to the budget.
    ///
    /// # Errors
    /// [`Error::MixedUnits`] and [`Error::OutOfRange`]; the clock is then unchanged.
    pub fn extend(&mut self, extension: Extension) -> Result<(), Error> {
        self.sum([self.budget()?, extension.add].into_iter())?;
        self.extensions.push(extension);
        Ok(())
    }

    /// What was granted with all that was added.
    ///
    /// # Errors
    /// [`Error::MixedUnits`], [`Error::OutOfRange`].
    pub fn budget(&self) -> Result<Duration, Error> {
        self.sum(std::iter::once(self.granted).chain(self.extensions.iter().map(|extension| extension.add)))
    }

    /// All that was added. Absent: nothing was.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn added(&self) -> Result<Option<Duration>, Error> {
        let Some(first) = self.extensions.first() else { return Ok(None) };
        let rest = self.extensions.iter().skip(1).map(|extension| extension.add);
        self.sum(std::iter::once(first.add).chain(rest)).map(Some)
    }

    fn sum(&self, mut parts: impl Iterator<Item = Duration>) -> Result<Duration, Error> {
        let unit = self.granted.unit;
        let count = parts.try_fold(0_u32, |total, part| {
            if part.unit != unit {
                return Err(Error::MixedUnits { granted: unit, added: part.unit });
            }
            total.checked_add(part.count).ok_or(Error::OutOfRange)
        })?;
        Ok(Duration { count, unit })
    }

    /// When the budget is used up. Absent while the clock stands still with budget left.
    ///
    /// A pause excludes each counted day from the day it starts up to before the day it ends, so one that ends on the day it
    /// starts excludes none; months and years shift by the calendar days excluded; minutes, hours and working hours lose
    /// exactly the time of the pause. The roll comes last, and does not end inside a pause.
    ///
    /// # Errors
    /// [`Error::MissingYear`] and the other ways in which the calendar cannot answer; [`Error::MixedUnits`].
    pub fn due_at(&self, calendar: &Calendar) -> Result<Option<Due>, Error> {
        self.due_with(self.budget()?, calendar)
    }

    /// When a share of the budget is used up, in percent: the due instant of a clock granted this share, rounded up to a
    /// whole unit. Absent while the clock stands still before that.
    ///
    /// # Errors
    /// [`Error::NoShare`] for months and years; else as [`Clock::due_at`].
    pub fn share_at(&self, percent: u32, calendar: &Calendar) -> Result<Option<Due>, Error> {
        let whole = self.budget()?;
        if matches!(whole.unit, Unit::Months | Unit::Years) {
            return Err(Error::NoShare(whole.unit));
        }
        let count = (u64::from(whole.count) * u64::from(percent)).div_ceil(100);
        let count = u32::try_from(count).map_err(|_| Error::OutOfRange)?;
        self.due_with(Duration { count, unit: whole.unit }, calendar)
    }

    /// When a rung before the end is reached: so much time counted backward from the due instant, days of a pause left
    /// out; it may lie before the anchor. Absent while there is no due instant.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn before_due(&self, time: Duration, calendar: &Calendar) -> Result<Option<Due>, Error> {
        let Some(due) = self.due_at(calendar)? else { return Ok(None) };
        let paused = self.paused(calendar);
        // A rung is no term of its own: it neither rolls nor counts its first day.
        let counting =
            Counting { roll: Roll::None, first_day: super::FirstDay::NotCounted, ..self.rule(calendar)? };
        let rung = if time.unit.is_whole_days() {
            back(due.date, time, counting, calendar, &paused.days)?
        } else {
            back_exactly(due.at, time, calendar, &paused.instants)?
        };
        Ok(Some(rung))
    }

    /// When a rung after the end is reached. The term is over, so pauses no longer hold it. Absent while there is no due
    /// instant.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn after_due(&self, time: Duration, calendar: &Calendar) -> Result<Option<Due>, Error> {
        let Some(due) = self.due_at(calendar)? else { return Ok(None) };
        super::after(&due, time, self.rule(calendar)?, calendar).map(Some)
    }

    /// How much of the budget is used at an instant: days that have ended, or whole minutes.
    ///
    /// # Errors
    /// As [`Clock::due_at`].
    pub fn usage(&self, at: Timestamp, calendar: &Calendar) -> Result<Usage, Error> {
        let budget = self.budget()?;
        let paused = self.paused(calendar);
        if budget.unit.is_whole_days() {
            let anchor = calendar.date_at(self.anchor);
            let workdays = budget.unit == Unit::Workdays;
            let first = first_day(anchor, self.rule(calendar)?)?;
            let mut used = 0;
            for (from, to) in paused.days.cut(first, calendar.date_at(at)) {
                used += i64::from(counted(from, to, workdays, calendar)?);
            }
            let total = i64::from(day_count(anchor, budget)?);
            let measure = if workdays { Measure::Workdays } else { Measure::Days };
            return Ok(Usage { measure, total, used });
        }
        let total = exact_millis(budget) / unit_millis(Unit::Minutes);
        let (measure, used) = if budget.unit == Unit::WorkHours {
            (Measure::WorkMinutes, calendar.work_time(self.anchor, at, &paused.instants)?)
        } else {
            let pieces = paused.instants.cut(self.anchor, at.max(self.anchor));
            (Measure::Minutes, pieces.into_iter().map(|(from, to)| millis(from, to)).sum())
        };
        Ok(Usage { measure, total, used: used / unit_millis(Unit::Minutes) })
    }

    /// The rule of day counting of this clock.
    ///
    /// # Errors
    /// [`Error::UnknownCounting`].
    pub fn rule(&self, calendar: &Calendar) -> Result<Counting, Error> {
        let named = match &self.counting {
            Some(name) => calendar.counting(name)?,
            None => Counting::default(),
        };
        Ok(Counting { roll: self.roll.unwrap_or(named.roll), ..named })
    }

    fn due_with(&self, budget: Duration, calendar: &Calendar) -> Result<Option<Due>, Error> {
        due_with(self.anchor, budget, self.rule(calendar)?, calendar, &self.paused(calendar))
    }

    pub(super) fn paused(&self, calendar: &Calendar) -> Paused {
        let day = |at| calendar.date_at(at);
        Paused {
            days: Pauses::new(self.pauses.iter().map(|pause| (day(pause.from), pause.to.map(day)))),
            instants: Pauses::new(self.pauses.iter().map(|pause| (pause.from, pause.to))),
        }
    }
}
