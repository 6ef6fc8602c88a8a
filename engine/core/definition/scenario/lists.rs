//! The lists that a story syncs, and what it expects of that.

use super::lines::{Lines, filled};
use crate::model::scenario::{ExpectSynced, Line};
use crate::source::{Code, Pointer};
use std::collections::BTreeSet;

impl Lines<'_, '_, '_> {
    /// The list that a line syncs, and in what it differs from its document.
    pub(super) fn syncs(&mut self, line: &Line, at: &Pointer) {
        let Some(name) = &line.sync else {
            if line.dry_run.is_some() || !line.with.is_empty() {
                let fault = self.report.key(Code::MissingKey, at).with("name", "sync");
                self.report.add(fault);
            }
            return;
        };
        if filled(name) {
            return;
        }
        let around = self.around;
        let Some(workflow) = around.named.lists.get(name) else {
            let known = around.named.lists.keys().map(String::as_str);
            return self.report.unknown(Code::UnknownList, &at.key("sync"), name, known);
        };
        // Of a workflow that is unknown, the list says so.
        let Some(workflow) = around.workflows.get(workflow) else { return };
        let fields = &workflow.names.fields;
        for (key, changes) in &line.with {
            for column in changes.iter().flat_map(|changes| changes.keys()) {
                if !filled(column) && !fields.contains(column) {
                    let at = at.key("with").key(key).key(column);
                    self.report.unknown_key(
                        Code::UnknownField,
                        &at,
                        column,
                        fields.iter().map(String::as_str),
                    );
                }
            }
        }
    }

    /// What a sync is expected to find and do.
    pub(super) fn synced(&mut self, expect: &ExpectSynced, at: &Pointer, line: &Line) {
        if line.sync.is_none() {
            let fault = self.report.key(Code::ScenarioNeverSeen, at).with("reason", "no_sync");
            return self.report.add(fault.with("name", "synced"));
        }
        let keys = |name: &str, keys: &Option<Vec<String>>| -> Vec<(String, Pointer)> {
            let all = keys.iter().flatten().enumerate();
            all.map(|(place, key)| (key.clone(), at.key(name).index(place))).collect()
        };
        let refused = expect.refused.iter().flatten().enumerate();
        let refused = refused
            .map(|(place, one)| (one.key.clone(), at.key("refused").index(place).key("key")))
            .collect();
        let all = [
            keys("opened", &expect.opened),
            keys("changed", &expect.changed),
            keys("reported", &expect.reported),
            keys("vanished", &expect.vanished),
            keys("back", &expect.back),
            refused,
        ];
        // One thing becomes of an entry.
        let mut seen = BTreeSet::new();
        for (key, at) in all.into_iter().flatten() {
            if !filled(&key) && !seen.insert(key.clone()) {
                let fault = self.report.value(Code::DuplicateName, &at).with("name", key);
                self.report.add(fault.with("kind", "entry"));
            }
        }
    }
}
