//! What was told: failures, what was reached, and the trace that must be the same on every stage.

use super::report::Failed;
use super::{Answer, Happening, Publication, Ran, Synced};
use crate::instance::CaseId;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// A story told once, with one row.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Lines that were played.
    pub steps: usize,
    /// What was not as it should be. A story ends at its first failure.
    pub failures: Vec<Failed>,
    /// States and transitions that were reached, by the workflow of the case.
    pub course: BTreeMap<String, super::coverage::Reached>,
    pub(super) cases: Vec<CaseId>,
    pub(super) happened: Vec<Vec<Json>>,
    pub(super) answers: Vec<Json>,
    /// What schedules have done.
    pub(super) ran: Vec<Ran>,
    /// What syncs of lists have found and done.
    pub(super) synced: Vec<Json>,
    /// What was published, by board.
    pub(super) boards: BTreeMap<String, Vec<Json>>,
}

impl Told {
    /// What every case did, every line was answered and every board said, without the ids of a stage: to be compared between
    /// stages.
    #[must_use]
    pub fn trace(&self) -> Json {
        let mut told = json!({
            "answers": self.answers,
            "cases": self.happened,
            "boards": self.boards,
            "schedules": self.ran,
        });
        // Most stories know no list.
        if !self.synced.is_empty()
            && let Some(told) = told.as_object_mut()
        {
            told.insert("lists".to_owned(), self.synced.clone().into());
        }
        told
    }

    /// The cases, in the order of appearance.
    #[must_use]
    pub fn cases(&self) -> &[CaseId] {
        &self.cases
    }

    /// The place of a case in the order of appearance.
    fn place(&mut self, case: &CaseId) -> usize {
        if let Some(place) = self.cases.iter().position(|known| known == case) {
            return place;
        }
        self.cases.push(case.clone());
        self.happened.push(Vec::new());
        self.cases.len() - 1
    }

    /// Takes in what happened to a case.
    pub(super) fn take(&mut self, happening: &Happening) {
        let place = self.place(&happening.case);
        let mut value = serde_json::to_value(happening).unwrap_or(Json::Null);
        if let Some(fields) = value.as_object_mut() {
            fields.remove("case");
        }
        self.anonymous(&mut value);
        if let Some(list) = self.happened.get_mut(place) {
            list.push(value);
        }
    }

    /// Takes in a publication.
    pub(super) fn publish(&mut self, publication: &Publication) {
        let mut snapshot = serde_json::to_value(&*publication.snapshot).unwrap_or(Json::Null);
        self.anonymous(&mut snapshot);
        let told = json!({ "number": publication.number, "snapshot": snapshot });
        self.boards.entry(publication.snapshot.board.clone()).or_default().push(told);
    }

    /// Takes in a sync.
    pub(super) fn sync(&mut self, line: usize, synced: &Synced) {
        let mut value = serde_json::to_value(synced).unwrap_or(Json::Null);
        self.anonymous(&mut value);
        self.synced.push(json!({ "line": line, "synced": value }));
    }

    /// Takes in the answer to a line.
    pub(super) fn answer(&mut self, line: usize, answer: &Answer) {
        let answer = match answer {
            Answer::Taken { case, outcome } => {
                json!({ "line": line, "case": self.place(case), "outcome": outcome })
            }
            Answer::Refused(refusal) => json!({ "line": line, "refused": refusal.code.word() }),
            Answer::Failed(why) => json!({ "line": line, "failed": why }),
        };
        self.answers.push(answer);
    }

    /// Ids of cases become their places: they may differ between stages.
    fn anonymous(&mut self, value: &mut Json) {
        match value {
            Json::String(text) => {
                let known = self.cases.iter().position(|case| case.as_str() == text);
                if let Some(place) = known {
                    *text = format!("case {place}");
                } else if is_case(text) {
                    let place = self.place(&CaseId::stored(text.clone()));
                    *text = format!("case {place}");
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.anonymous(item)),
            Json::Object(fields) => fields.values_mut().for_each(|field| self.anonymous(field)),
            _ => {}
        }
    }
}

/// Whether a text reads as the id of a case: `<workflow>-<32 hexadecimal digits>`.
fn is_case(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(name, digits)| {
        !name.is_empty() && digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
