//! What is owed now.

use super::super::lang;
use docket_core::model::obligation::Period;
use docket_core::source::Lang;
use docket_core::step::why::Owing;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A duty that recurs, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObligationView {
    /// The obligation.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// The state it belongs to.
    pub state: String,
    /// The period.
    pub every: Period,
    /// How often in every period.
    pub at_least: u32,
    /// How often it was done in this one.
    pub done: u32,
    /// The first day that counts in this period.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// The first instant that no longer belongs to it.
    #[schemars(with = "String")]
    pub over_at: Timestamp,
    /// Whether nothing is owed in this period, because it had begun before the state was entered.
    pub free: bool,
    /// How many of the last periods were missed one after the other.
    pub in_a_row: u32,
    /// How many periods were missed in all.
    pub total: u32,
    /// Who owes it. Empty: it is done, nothing is owed, or nobody was found.
    pub people: Vec<String>,
    /// Its article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// All of it in words.
    pub lines: Vec<String>,
}

impl ObligationView {
    /// In a language.
    #[must_use]
    pub fn of(owing: &Owing, language: Lang) -> Self {
        Self {
            name: owing.name.clone(),
            title: lang::pick(&owing.title, language),
            state: owing.state.to_string(),
            every: owing.every,
            at_least: owing.at_least,
            done: owing.done,
            from: owing.from.to_string(),
            until: owing.until.to_string(),
            over_at: owing.over_at,
            free: owing.is_free,
            in_a_row: owing.in_a_row,
            total: owing.total,
            people: owing.people.clone(),
            basis: owing.basis.as_ref().map(|basis| lang::text(basis, language)),
            lines: owing.lines().iter().map(|line| lang::pick(line, language)).collect(),
        }
    }
}
