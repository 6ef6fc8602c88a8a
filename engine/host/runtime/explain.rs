//! Why: the state before is folded from the log, and the step is taken once more, with its reasons written down.

use super::case::seal;
use super::read::parsed;
use super::{Failure, Inner, LogView, tombstone};
use crate::seal::CaseSealer;
use docket_core::definition::Definition;
use docket_core::instance::Words;
use docket_core::instance::{CaseId, Entry, Input, Instance, patch};
use docket_core::step::{self, Options, Step};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// Why a version of a case came about.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// What is in the log.
    pub entry: LogView,
    /// What happened, in order, in words.
    pub lines: Vec<Words>,
    /// What readers must know about the lines: that the step would come out differently today, for example.
    pub notes: Vec<Words>,
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

impl Inner {
    pub async fn explain(&self, id: &CaseId, version: u64) -> Result<Option<Explanation>, Failure> {
        let Some((before, stored)) = self.folded(id, version).await? else { return Ok(None) };
        let entry = parsed(&stored)?;
        let sealer = match self.store.case_keys(std::slice::from_ref(id)).await?.into_iter().next() {
            None => None,
            Some((_, key)) => Some(self.sealer.case(id, &key)?),
        };
        let mut notes = Vec::new();
        let lines = match &entry.incident {
            Some(message) => vec![words(&format!("事件失败：{message}"), &format!("it failed: {message}"))],
            None if tombstone::is_vacant(&entry.definition) => Vec::new(),
            None => {
                let definition = self.definition(&entry.definition).await?;
                self.fresh().await?;
                self.again(&definition, &before, &entry, sealer.as_ref(), &mut notes)?
            }
        };
        let entry = LogView::of(entry, stored.hash, stored.at);
        Ok(Some(Explanation { entry, lines, notes }))
    }

    /// The state before a version, private fields sealed, and the version's entry.
    async fn folded(
        &self,
        id: &CaseId,
        version: u64,
    ) -> Result<Option<(Value, crate::store::Entry)>, Failure> {
        let mut state = Value::Null;
        let mut from = 1;
        loop {
            let page = self.store.log(id, from, self.limits.log_page).await?;
            if page.is_empty() {
                return Ok(None);
            }
            for stored in page {
                if stored.version >= version {
                    return Ok((stored.version == version).then_some((state, stored)));
                }
                from = stored.version + 1;
                patch::apply(&mut state, &parsed(&stored)?.patch);
            }
        }
    }

    fn again(
        &self,
        definition: &Arc<Definition>,
        before: &Value,
        entry: &Entry,
        sealer: Option<&CaseSealer>,
        notes: &mut Vec<Words>,
    ) -> Result<Vec<Words>, Failure> {
        let loaded = self.loaded();
        let world = &loaded.rules.world;
        let open = |mut value: Value| -> Result<Value, Failure> {
            if let Some(sealer) = sealer {
                sealer.open(&mut value)?;
            }
            Ok(value)
        };
        let broken = |error: serde_json::Error| Failure::Broken(format!("the log cannot be read: {error}"));
        let input: Input = serde_json::from_value(open(entry.input.clone())?).map_err(broken)?;
        let stop = self.stop();
        let options = Options { trace: true, stop: Some(&stop), ..Options::default() };
        let step: Result<Step, step::Stop> = if before.is_null() {
            let mut first = entry.patch.clone();
            let id = first.get_mut("id").and_then(|id| id.as_str().map(CaseId::stored));
            let id = id.ok_or_else(|| Failure::Broken("the first entry names no case".to_owned()))?;
            step::start(definition, id, &input, world, options)
        } else {
            let instance: Instance = serde_json::from_value(open(before.clone())?).map_err(broken)?;
            step::step(definition, &instance, &input, world, options)
        };
        if entry.world != world.versions_at(input.at) {
            notes.push(words(
                "当时的日历或组织与现在不同，以下按现在的重新推演",
                "calendars or organisation were others then; this is derived with those of today",
            ));
        }
        let step = match step {
            Ok(step) => step,
            Err(stop) => {
                notes.push(words(
                    &format!("现在重新推演得不到这一步：{stop}"),
                    &format!("the step cannot be taken again today: {stop}"),
                ));
                return Ok(Vec::new());
            }
        };
        let after = serde_json::to_value(&step.instance).map_err(broken)?;
        let after = seal(definition, sealer, after)?;
        if patch::diff(before, &after) != entry.patch {
            notes.push(words(
                "现在重新推演的结果与记录不同；以记录为准",
                "taken again today the step comes out differently; the log is what counts",
            ));
        }
        let zone = world
            .calendars
            .get(&definition.calendar)
            .map_or(jiff::tz::TimeZone::UTC, |calendar| calendar.zone().clone());
        Ok(step::explain(&step.trace, &zone))
    }
}
