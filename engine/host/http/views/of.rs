//! Views from what they show.

use super::super::lang;
use super::{DefinitionView, EventView, Explanation, TokenView};
use crate::runtime;
use crate::store::TokenRow;
use docket_core::definition::{Definition, Event};
use docket_core::instance::CaseId;
use docket_core::source::Lang;

impl Explanation {
    /// In a language.
    #[must_use]
    pub fn of(case: &CaseId, explained: runtime::Explanation, language: Lang) -> Self {
        Self {
            case: case.to_string(),
            version: explained.entry.version,
            at: explained.entry.at,
            verdict: explained.entry.verdict,
            lines: explained.lines.iter().map(|line| lang::pick(line, language)).collect(),
            notes: explained.notes.iter().map(|line| lang::pick(line, language)).collect(),
        }
    }
}

impl DefinitionView {
    /// In a language.
    #[must_use]
    pub fn of(definition: &Definition, language: Lang) -> Self {
        let fields = definition.fields.iter().map(|(name, info)| {
            let type_ = serde_json::to_value(info.model.type_).ok();
            let type_ = type_.as_ref().and_then(|type_| type_.as_str()).unwrap_or_default();
            let private = if definition.is_private(name) { ", private" } else { "" };
            (name.clone(), format!("{type_}{private}"))
        });
        let title = definition.title.as_ref();
        Self {
            workflow: definition.name.clone(),
            title: title.map_or_else(|| definition.name.clone(), |title| lang::text(title, language)),
            hash: definition.hash.to_string(),
            opens: definition.opens.by.clone(),
            data: fields.collect(),
            events: definition
                .events
                .iter()
                .map(|(name, event)| self::event(name, event, language))
                .collect(),
            states: definition.chart.states.iter().map(|state| state.id.clone()).collect(),
        }
    }
}

fn event(name: &str, event: &Event, language: Lang) -> EventView {
    EventView {
        event: name.to_owned(),
        title: event.title.as_ref().map_or_else(|| name.to_owned(), |title| lang::text(title, language)),
        by: event.by.clone(),
        data: event.saves.iter().chain(event.data.keys()).cloned().collect(),
        basis: event.basis.as_ref().map(|basis| lang::text(basis, language)),
    }
}

impl TokenView {
    /// Without what is secret.
    #[must_use]
    pub fn of(row: TokenRow) -> Self {
        Self {
            name: row.name,
            kind: row.kind,
            person: row.person,
            verbs: row.verbs,
            unit: row.unit,
            at: row.at,
            expires_at: row.expires_at,
            revoked: row.revoked,
        }
    }
}
