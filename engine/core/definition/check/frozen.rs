//! Writes to fields that a state around them has frozen: they would be refused every time.

use super::Subject;
use super::walk::Walk;
use crate::definition::report::Report;
use crate::model::action::Action;
use crate::source::{Code, Label, Pointer};

pub(super) fn check(subject: &Subject<'_>, walk: &Walk<'_>, report: &mut Report<'_>) {
    if walk.states.iter().all(|one| one.state.freezes.is_empty()) {
        return;
    }
    let mut check = Check { subject, walk, report };
    check.saved();
    check.ways();
    check.entered_and_left();
}

struct Check<'c, 'm, 'r, 'a> {
    subject: &'c Subject<'c>,
    walk: &'c Walk<'m>,
    report: &'r mut Report<'a>,
}

impl Check<'_, '_, '_, '_> {
    /// A state with those around it, inner to outer.
    fn upward(&self, ix: usize) -> impl Iterator<Item = usize> + '_ {
        let parent =
            |ix: &usize| self.walk.states.get(*ix).and_then(|one| one.parent).map(|parent| parent as usize);
        std::iter::successors(Some(ix), parent)
    }

    /// The state that freezes a field, among those that fit.
    fn freezer(&self, from: usize, field: &str, fits: impl Fn(usize) -> bool) -> Option<usize> {
        self.upward(from).filter(|ix| fits(*ix)).find(|ix| {
            let state = self.walk.states.get(*ix).map(|one| one.state);
            state.is_some_and(|state| state.freezes.iter().any(|frozen| frozen == field))
        })
    }

    /// Events whose payload must bring a field that is frozen where they are taken.
    fn saved(&mut self) {
        for way in &self.walk.ways {
            let Some((name, event)) =
                way.event.and_then(|name| Some((name, self.subject.model.events.get(name)?)))
            else {
                continue;
            };
            if event.by.is_empty() {
                continue;
            }
            for field in event.saves.iter().filter(|field| !event.may_omit.contains(field)) {
                if let Some(freezer) = self.freezer(way.state, field, |_| true) {
                    let saves = Pointer::root().key("events").key(name).key("saves");
                    self.found(field, freezer, &way.at, Some(&saves));
                }
            }
        }
    }

    /// Actions of transitions that do not leave the state that freezes.
    fn ways(&mut self) {
        for way in &self.walk.ways {
            let (from, restart) = (way.state, way.way.restart);
            let own = way.way.to.as_deref();
            self.actions(from, &way.way.do_, &way.at.key("do"), |check, ix| {
                check.stays(ix, from, own, restart)
            });
            for (place, choice) in way.way.choose.iter().enumerate() {
                let to = choice.to.as_deref().or(own);
                let at = way.at.key("choose").index(place).key("do");
                self.actions(from, &choice.do_, &at, |check, ix| check.stays(ix, from, to, restart));
            }
        }
        for (from, then, at) in &self.walk.thens {
            let to = then.to.as_deref();
            self.actions(*from, &then.do_, &at.key("do"), |check, ix| check.stays(ix, *from, to, false));
        }
    }

    /// A state is active while it is entered and while it is left.
    fn entered_and_left(&mut self) {
        for (ix, one) in self.walk.states.iter().enumerate() {
            self.actions(ix, &one.state.entry, &one.at.key("entry"), |_, _| true);
            self.actions(ix, &one.state.exit, &one.at.key("exit"), |_, _| true);
        }
    }

    /// Whether a state stays active while a transition acts.
    fn stays(&self, state: usize, from: usize, to: Option<&str>, restart: bool) -> bool {
        let Some(to) = to else { return true };
        let target = self.subject.definition.chart.by_id.get(to).map(|ix| *ix as usize);
        let inside =
            target.is_some_and(|target| target != state && self.upward(target).any(|ix| ix == state));
        inside && (from != state || !restart)
    }

    fn actions(
        &mut self,
        from: usize,
        actions: &[Action],
        at: &Pointer,
        fits: impl Fn(&Self, usize) -> bool,
    ) {
        for (place, action) in actions.iter().enumerate() {
            let at = at.index(place);
            for (field, at) in writes(self.subject, action, &at) {
                if let Some(freezer) = self.freezer(from, &field, |ix| fits(self, ix)) {
                    self.found(&field, freezer, &at, None);
                }
            }
        }
    }

    fn found(&mut self, field: &str, freezer: usize, at: &Pointer, because: Option<&Pointer>) {
        let Some(one) = self.walk.states.get(freezer) else { return };
        let freezes = self.report.place(&one.at.key("freezes"));
        let fault = self.report.key(Code::FrozenFieldWritten, at).with("name", field).with("state", &one.id);
        let because = because.and_then(|at| self.report.place(at));
        let fault = freezes
            .into_iter()
            .chain(because)
            .fold(fault, |fault, place| fault.related(place, Label::Because));
        self.report.add(fault);
    }
}

/// The data fields that an action changes, each with its place.
fn writes(subject: &Subject<'_>, action: &Action, at: &Pointer) -> Vec<(String, Pointer)> {
    let assigned = action.assign.keys().map(|field| (field.clone(), at.key("assign").key(field)));
    let put = action.put.iter().map(|put| (put.list.clone(), at.key("put")));
    let removed = action.remove.iter().map(|remove| (remove.list.clone(), at.key("remove")));
    let started = action.start.iter().filter_map(|start| start.save_as.clone());
    let started = started.map(|field| (field, at.key("start")));
    let mut found: Vec<(String, Pointer)> = assigned.chain(put).chain(removed).chain(started).collect();
    if action.run.is_some() {
        let at = at.key("run");
        let script = subject.scripts.iter().find(|placed| placed.at == at);
        let written = script.into_iter().flat_map(|placed| placed.script.writes());
        found.extend(written.map(|field| (field.clone(), at.clone())));
    }
    found
}
