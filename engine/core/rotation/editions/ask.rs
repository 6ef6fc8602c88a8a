//! The questions that can be asked, each answered by what was in force.

use super::super::{Change, Coverage, Duty, Error, Ledger, Preview, Refusal, Segment, Why, WhyEdition};
use super::{Editions, Era, join};
use jiff::Timestamp;

impl Editions {
    /// Who fills a slot.
    ///
    /// # Errors
    /// As [`super::super::View::who_in`]; [`Error::NotKept`].
    pub fn who_in(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: Option<&str>,
        at: Timestamp,
    ) -> Result<Duty, Error> {
        self.of(rotation, at)?.who_in(rotation, unit, slot, at)
    }

    /// Why a slot is filled as it is, by which edition, if there are several.
    ///
    /// # Errors
    /// As [`Editions::who_in`].
    pub fn why(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: Option<&str>,
        at: Timestamp,
    ) -> Result<Why, Error> {
        let place = self.place_of(rotation, at)?;
        let edition = self.edition(place);
        let mut why = self.view(edition).why(rotation, unit, slot, at)?;
        if !self.past.is_empty() {
            let shown = |at: Timestamp| why.zone.to_datetime(at);
            let since = (place > 0 || self.cut).then_some(edition.since);
            let since = since.filter(|since| *since <= at).map(shown);
            let until = self.end(place).map(shown);
            // What another edition says before and after is not its to tell.
            why.from = since.map_or(why.from, |since| since.max(why.from));
            why.to = until.map_or(why.to, |until| until.min(why.to));
            why.edition = Some(WhyEdition { version: edition.version.to_string(), since, until });
        }
        Ok(why)
    }

    /// The schedule of a slot over a span. What an edit left as it was is one stretch.
    ///
    /// # Errors
    /// As [`super::super::Schedules::slot`]; [`Error::NotKept`].
    pub fn slot(
        &self,
        rotation: &str,
        unit: Option<&str>,
        slot: &str,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Segment>, Error> {
        let mut all = Vec::new();
        self.each(rotation, from, to, |era| {
            let segments = era.view.schedules(era.from, era.to).slot(rotation, unit, slot)?;
            join::segments(self, rotation, &mut all, segments);
            Ok(())
        })?;
        Ok(all)
    }

    /// The ledgers of a roster over a span, slot by slot: each part counts by the edition in force in it.
    ///
    /// # Errors
    /// As [`super::super::View::fairness`]; [`Error::NotKept`].
    pub fn fairness(
        &self,
        rotation: &str,
        unit: Option<&str>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Ledger>, Error> {
        let mut all: Option<Vec<Ledger>> = None;
        self.each(rotation, from, to, |era| {
            let ledgers = era.view.fairness(rotation, unit, era.from, era.to)?;
            match &mut all {
                None => all = Some(ledgers),
                Some(all) => join::ledgers(all, ledgers),
            }
            Ok(())
        })?;
        Ok(all.unwrap_or_default())
    }

    /// The coverage of a rotation over a span: of all units, or of those at and below one.
    ///
    /// # Errors
    /// As [`super::super::View::coverage`]; [`Error::NotKept`].
    pub fn coverage(
        &self,
        rotation: &str,
        below: Option<&str>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Coverage, Error> {
        let mut all = Coverage { slots: Vec::new() };
        self.each(rotation, from, to, |era| {
            join::coverage(&mut all, era.view.coverage(rotation, below, era.from, era.to)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// What a change would do, if it were decided at `now`: by the edition in force then, or for what is recorded of the
    /// past, by the one in force where it begins.
    ///
    /// # Errors
    /// Everything that speaks against it.
    pub fn preview(&self, change: &Change, now: Timestamp) -> Result<Preview, Vec<Refusal>> {
        let at = change.recorded.as_ref().map_or(now, |stated| stated.from);
        let view = match &change.rotation {
            Some(rotation) => self.of(rotation, at),
            None => self.at(at),
        };
        let view = view.map_err(|error| vec![Refusal::Faulty { detail: error.text() }])?;
        view.preview(change, now)
    }

    /// Asks era by era. One in which the unit or slot was not there is passed over, if another has it.
    fn each<'a>(
        &'a self,
        rotation: &str,
        from: Timestamp,
        to: Timestamp,
        mut ask: impl FnMut(Era<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut missing = None;
        let mut answered = false;
        for era in self.eras(rotation, from, to)? {
            match ask(era) {
                Ok(()) => answered = true,
                Err(error @ (Error::UnknownUnit { .. } | Error::UnknownSlot { .. })) => missing = Some(error),
                Err(error) => return Err(error),
            }
        }
        missing.filter(|_| !answered).map_or(Ok(()), Err)
    }
}
