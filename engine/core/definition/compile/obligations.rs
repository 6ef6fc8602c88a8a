//! Duties that recur.

use super::Compiler;
use crate::definition::ObligationRule;
use crate::instance::Words;
use crate::model::obligation::First;
use crate::model::state;
use crate::source::{Code, Label, Pointer};
use std::sync::Arc;

impl Compiler<'_, '_> {
    /// The duties of a state that recur, by place among all.
    pub(super) fn obligations(&mut self, state: &state::State, at: &Pointer) -> Vec<usize> {
        let mut places = Vec::new();
        for (name, obligation) in &state.obligations {
            let at = at.key(name);
            if let Some(first) = self.obligations.iter().position(|known| known.name == *name) {
                let fault =
                    self.report.key(Code::DuplicateName, &at).with("name", name).with("kind", "obligation");
                let first = self.obligation_places.get(first).and_then(|first| self.report.key_place(first));
                self.report.add(match first {
                    Some(first) => fault.related(first, Label::FirstHere),
                    None => fault,
                });
            }
            places.push(self.obligations.len());
            let title = obligation.title.as_ref().or(state.title.as_ref());
            self.obligations.push(ObligationRule {
                name: name.clone(),
                title: Arc::new(title.map_or_else(|| Words::same(name), Words::of)),
                basis: obligation.basis.clone(),
                every: obligation.every,
                by: obligation.by.clone(),
                event: obligation.event.clone(),
                does: Arc::new([obligation.event.clone()]),
                at_least: obligation.at_least,
                first_counts: obligation.first == First::Counts,
            });
            self.obligation_places.push(at);
        }
        places
    }
}
