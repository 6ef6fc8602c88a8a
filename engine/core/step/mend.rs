//! What failed, and what an operator does about it: have it taken again, or drop it.

use super::machine::Machine;
use super::refusal::{Refusal, RefusalCode};
use super::{Stop, Verdict, turns};
use crate::instance::{Input, Parked};

/// The incident of a case whose clocks cannot be computed. It is no input that failed, so nothing is parked.
pub const CLOCK: &str = "clock";
/// The incident of a case whose published columns cannot be computed. Nothing is parked, either: others read the last that
/// could be.
pub const PUBLISH: &str = "publish";

/// The key of the incident that left a version.
#[must_use]
pub fn incident_key(version: u64) -> String {
    format!("v{version}")
}

impl Machine<'_> {
    /// Takes again what failed, as of the instant at which it failed: an outage lengthens no term.
    pub fn retry(&mut self, incident: &str) -> Result<Verdict, Stop> {
        if incident == CLOCK {
            // Whether it can be computed now is the whole question.
            turns::next_due(self.def, &self.inst, self.world).map_err(Stop::Fault)?;
            return Ok(Verdict::Accepted);
        }
        if incident == PUBLISH {
            super::published(self.def, &self.inst, self.world, self.now).map_err(Stop::Fault)?;
            return Ok(Verdict::Accepted);
        }
        let Parked { clock, fired, entry, delayed, kept, lapsed, handover, ended, input, at, .. } =
            self.unpark(incident)?;
        let legal = at.min(self.now);
        if let (Some(name), Some(fired)) = (clock, fired) {
            let running = self.inst.clocks.get_mut(&name).filter(|clock| Some(clock.entry) == entry);
            // Its state was left meanwhile: there is nothing to fire any more.
            let Some(clock) = running else { return Ok(Verdict::Ignored) };
            clock.fired.retain(|other| *other != fired);
            return self.fire(&name, fired, legal);
        }
        if let Some(delayed) = delayed {
            return self.take_delayed(delayed, legal);
        }
        if let Some(kept) = kept {
            return self.take_kept(&kept);
        }
        if let Some(lapsed) = lapsed {
            self.lapse(&lapsed);
            return Ok(Verdict::Accepted);
        }
        if let Some(handover) = handover {
            let there =
                self.inst.watches.get(&handover.name).is_some_and(|watch| watch.entry == handover.entry);
            return if there { self.hand_over(handover, legal) } else { Ok(Verdict::Ignored) };
        }
        if let Some(ended) = ended {
            return self.follow_period(&ended, legal);
        }
        match input {
            Some(input) => self.take(&Input { at: self.now, ..*input }),
            None => Err(Refusal::new(RefusalCode::NotRetryable).with("incident", incident).into()),
        }
    }

    /// Drops what failed.
    pub fn skip(&mut self, incident: &str) -> Result<Verdict, Stop> {
        if ![CLOCK, PUBLISH].contains(&incident) {
            self.unpark(incident)?;
        }
        Ok(Verdict::Accepted)
    }

    fn unpark(&mut self, incident: &str) -> Result<Parked, Stop> {
        let place = self.inst.parked.iter().position(|parked| incident_key(parked.version) == incident);
        let gone = || Stop::from(Refusal::new(RefusalCode::IncidentGone).with("incident", incident));
        Ok(self.inst.parked.remove(place.ok_or_else(gone)?))
    }
}
