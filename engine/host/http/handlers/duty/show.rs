//! Answers as they are shown.

use super::super::super::views::{
    DutyCoverage, DutyEdition, DutyHole, DutyLedger, DutyMove, DutyPreview, DutyReason, DutyShift,
    DutyShifted, DutySlot, DutyStandIn, DutyTurn, PersonOnDuty, PersonTally,
};
use super::look::Look;
use docket_core::rotation::{Above, Coverage, Duty, Ledger, Preview, Segment, Turn, Why};
use docket_core::source::Lang;
use jiff::Timestamp;

impl Look {
    fn name(&self, id: &str) -> String {
        let known = self.world.organisation.person(id);
        known.map_or_else(|| id.to_owned(), |person| person.name.clone())
    }

    fn person(&self, id: &str) -> PersonOnDuty {
        PersonOnDuty { id: id.to_owned(), name: self.name(id) }
    }

    fn people<T: AsRef<str>>(&self, ids: &[T]) -> Vec<PersonOnDuty> {
        ids.iter().map(|id| self.person(id.as_ref())).collect()
    }

    fn turn(&self, turn: Turn, at: Timestamp) -> DutyTurn {
        let layer = self.duty().layer(&self.rotation, &turn, at).map(ToString::to_string);
        DutyTurn { layer: layer.unwrap_or_default(), number: turn.number }
    }

    fn changes(&self, places: &[usize]) -> Vec<String> {
        let list = self.duty().list();
        places.iter().filter_map(|place| list.get(*place).map(|change| change.id.clone())).collect()
    }

    pub(super) fn on_duty(&self, duty: Duty, at: Timestamp) -> DutySlot {
        DutySlot {
            people: self.people(&duty.people),
            turn: duty.turn.map(|turn| self.turn(turn, at)),
            changes: self.changes(&duty.changes),
            above: duty.above.as_deref().map(stands_in),
            slot: duty.slot.to_string(),
        }
    }

    pub(super) fn shift(&self, segment: Segment) -> DutyShift {
        DutyShift {
            from: segment.from,
            to: segment.to,
            people: self.people(&segment.people),
            turn: segment.turn.map(|turn| self.turn(turn, segment.from)),
            changes: self.changes(&segment.changes),
            above: segment.above.as_deref().map(stands_in),
        }
    }

    pub(super) fn reason(&self, why: Why, language: Lang) -> DutyReason {
        let lines = why.lines(language);
        let people =
            why.people.iter().map(|(id, name)| PersonOnDuty { id: id.to_string(), name: name.clone() });
        let turn = |turn: docket_core::rotation::WhyTurn| DutyTurn {
            layer: turn.layer.to_string(),
            number: turn.number,
        };
        DutyReason {
            people: people.collect(),
            unit: (!why.unit.is_empty()).then_some(why.unit),
            rotation: why.rotation,
            slot: why.slot,
            at: why.at,
            from: why.from,
            to: why.to,
            turn: why.turn.map(turn),
            edition: why.edition.map(|one| DutyEdition {
                version: one.version,
                since: one.since,
                until: one.until,
            }),
            changes: why.changes.into_iter().map(|change| change.id).collect(),
            lines,
        }
    }

    pub(super) fn ledger(&self, ledger: Ledger) -> DutyLedger {
        let people = ledger.people.into_iter().map(|(id, tally)| PersonTally {
            name: self.name(&id),
            throughout: ledger.throughout.contains(&id),
            id: id.to_string(),
            tally: tally.into(),
        });
        DutyLedger { slot: ledger.slot, people: people.collect() }
    }

    pub(super) fn covered(&self, coverage: Coverage, from: Timestamp, to: Timestamp) -> DutyCoverage {
        let (whole, own, rosters) = (coverage.is_whole(), coverage.is_own(), coverage.slots.len());
        let service_seconds = coverage.slots.iter().map(|covered| covered.service).sum();
        let mut holes = Vec::new();
        for covered in coverage.slots {
            for hole in covered.holes {
                holes.push(DutyHole {
                    unit: Some(covered.unit.clone()).filter(|unit| !unit.is_empty()),
                    slot: covered.slot.clone(),
                    from: hole.from,
                    to: hole.to,
                    people: self.people(&hole.people),
                    missing: hole.missing,
                    above: hole.above.as_deref().map(stands_in),
                });
            }
        }
        let rotation = self.rotation.clone();
        DutyCoverage { rotation, from, to, rosters, service_seconds, whole, own, holes }
    }

    pub(super) fn previewed(&self, preview: Preview) -> DutyPreview {
        let named = |unit: String| (!unit.is_empty()).then_some(unit);
        let moves = preview.moves.into_iter().map(|one| DutyMove {
            before: self.people(&one.before),
            after: self.people(&one.after),
            rotation: one.rotation,
            unit: named(one.unit),
            slot: one.slot,
            from: one.from,
            to: one.to,
        });
        let fairness = preview.fairness.into_iter().map(|one| DutyShifted {
            unit: named(one.unit),
            slot: one.slot,
            person: self.person(&one.person),
            before: one.before.into(),
            after: one.after.into(),
        });
        DutyPreview { change: preview.change, moves: moves.collect(), fairness: fairness.collect() }
    }
}

fn stands_in(above: &Above) -> DutyStandIn {
    DutyStandIn {
        unit: above.unit.clone(),
        rotation: above.rotation.clone(),
        slot: above.slot.clone(),
        walked: above.walked.clone(),
    }
}
