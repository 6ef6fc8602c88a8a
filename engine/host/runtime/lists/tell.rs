//! One case of a list: opened, told what changed, told that its entry is gone; or only tried.

use super::super::case::seal;
use super::super::decide::TOO_LONG;
use super::super::request::Asked;
use super::super::{Failure, Inner, Reply};
use super::{Known, Sync, declaration};
use crate::seal::CaseSealer;
use crate::store::ListEntry;
use docket_core::definition::Definition;
use docket_core::instance::{CaseId, Cause, Data, Hash, Words};
use docket_core::list::{Difference, Entry};
use docket_core::step::RefusalCode;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The verdict of an event that the case has no use for.
const IGNORED: &str = "ignored";
/// The code of what the rules cannot answer.
const FAULT: &str = "fault";

/// What became of what was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Became {
    /// It was done, or there was nothing to do.
    Done,
    /// It is only said: no event is declared for it, or none of what differs can be sent.
    Reported,
    /// The rules refuse it; the next sync tries again.
    Refused {
        /// Why, for programs.
        code: &'static str,
        /// Why, for people.
        why: Words,
    },
}

/// What became of telling a case.
pub(super) enum Told {
    /// It was done; the case knows this declaration.
    Done(Data),
    /// The same was done before, by another node.
    Before,
    /// Another node has told it something else meanwhile.
    OtherFirst,
    /// Nothing was to be told.
    Nothing,
    /// There is nothing by which it could be told.
    Reported,
    /// It was refused.
    Refused { code: &'static str, why: Words },
}

/// What is kept of an entry when its case takes an input.
pub(in super::super) struct Keep {
    list: String,
    key: String,
    declared: Data,
    edition: Hash,
    gone_at: Option<Timestamp>,
    revision: u64,
    at: Timestamp,
}

impl Keep {
    /// The row that is committed with the input.
    pub fn row(
        &self,
        case: &CaseId,
        definition: &Definition,
        sealer: Option<&CaseSealer>,
    ) -> Result<Box<ListEntry>, Failure> {
        let mut document = seal(definition, sealer, json!({ "data": declaration(&self.declared) }))?;
        Ok(Box::new(ListEntry {
            list: self.list.clone(),
            key: self.key.clone(),
            case: case.clone(),
            declared: document.get_mut("data").map(Value::take).unwrap_or_default(),
            edition: self.edition.clone(),
            gone_at: self.gone_at,
            revision: self.revision,
            at: self.at,
        }))
    }
}

impl Sync<'_> {
    /// An input of a case. Its id names the row that it will leave, so that the same input has the same id at every try,
    /// and another one has another.
    fn asked(
        &self,
        key: &str,
        what: Value,
        (declared, revision): (Data, u64),
        gone: bool,
    ) -> Result<Asked, Failure> {
        let keep = Keep {
            list: self.list.name.clone(),
            key: key.to_owned(),
            declared,
            edition: self.list.hash.clone(),
            gone_at: gone.then_some(self.at),
            revision,
            at: self.at,
        };
        Asked::listed(&self.list.name, format!("{revision}/{key}"), &self.who, what, keep)
    }
}

impl Inner {
    /// Opens the case of an entry.
    pub(super) async fn open_entry(
        &self,
        sync: &Sync<'_>,
        entry: &Entry,
    ) -> Result<(Option<CaseId>, Told), Failure> {
        let (workflow, data) = (&sync.list.workflow, &entry.declared);
        let what = json!({ "kind": "start", "workflow": workflow, "data": data });
        let asked = sync.asked(&entry.key, what, (data.clone(), 1), false)?;
        if sync.dry_run {
            let tried = self.rehearse_start(&asked, workflow, data).await;
            return Ok((None, tell(tried.map(|()| Told::Done(data.clone())))?));
        }
        match self.start_asked(asked, workflow, data.clone()).await {
            Ok(reply) => Ok((Some(reply.case.clone()), told(Ok(reply), data)?)),
            failed => Ok((None, told(failed, data)?)),
        }
    }

    /// Tells a case what has changed in its entry.
    pub(super) async fn tell_change(
        &self,
        sync: &Sync<'_>,
        entry: &Entry,
        known: &Known,
        differences: &[Difference],
    ) -> Result<Told, Failure> {
        if differences.is_empty() {
            return Ok(Told::Nothing);
        }
        let change = sync.list.change(entry, &known.kept, differences);
        let (Some(event), Some(change)) = (&sync.list.changed, change) else { return Ok(Told::Reported) };
        self.send_entry(sync, known, (&event.name, change.data), change.declared, false).await
    }

    /// Tells a case that its entry is declared no more. [`Told::Reported`]: it is to be flagged only.
    pub(super) async fn tell_gone(&self, sync: &Sync<'_>, known: &Known) -> Result<Told, Failure> {
        let strike = sync.list.strike(&known.kept);
        let (Some(event), Some(data)) = (&sync.list.vanished, strike) else { return Ok(Told::Reported) };
        let told =
            self.send_entry(sync, known, (&event.name, data), known.kept.declared.clone(), true).await?;
        Ok(match told {
            // Nobody is there any more who could be told.
            Told::Refused { code, .. } if code == RefusalCode::Ended.word() => Told::Reported,
            told => told,
        })
    }

    async fn send_entry(
        &self,
        sync: &Sync<'_>,
        known: &Known,
        (event, data): (&str, Data),
        declared: Data,
        gone: bool,
    ) -> Result<Told, Failure> {
        let cause = Cause::Event { name: event.to_owned(), data, task: None, region: None };
        let what = serde_json::to_value(&cause).map_err(|error| Failure::Broken(error.to_string()))?;
        let keeps = (declared.clone(), known.revision + 1);
        let asked = sync.asked(&known.kept.key, what, keeps, gone)?;
        if sync.dry_run {
            return match self.rehearse_event(&asked, &known.kept.case, &cause).await {
                Ok(IGNORED) => Ok(ignored()),
                tried => tell(tried.map(|_| Told::Done(declared))),
            };
        }
        told(self.take_asked(&asked, &known.kept.case, &cause).await, &declared)
    }
}

fn told(done: Result<Reply, Failure>, declared: &Data) -> Result<Told, Failure> {
    match done {
        Ok(reply) if reply.repeated => Ok(Told::Before),
        Ok(reply) if reply.verdict == IGNORED => Ok(ignored()),
        done => tell(done.map(|_| Told::Done(declared.clone()))),
    }
}

/// What was refused by the rules; what the database could not do is no answer.
fn tell(done: Result<Told, Failure>) -> Result<Told, Failure> {
    match done {
        Ok(told) => Ok(told),
        Err(Failure::Refused(refusal)) if refusal.code == RefusalCode::OtherBody => Ok(Told::OtherFirst),
        Err(Failure::Refused(refusal)) => {
            Ok(Told::Refused { code: refusal.code.word(), why: refusal.words() })
        }
        Err(Failure::Unavailable(why)) if why != TOO_LONG => Err(Failure::Unavailable(why)),
        Err(failure) => {
            let why = Words { zh: format!("规则或数据有误：{failure}"), en: failure.to_string() };
            Ok(Told::Refused { code: FAULT, why })
        }
    }
}

fn ignored() -> Told {
    let why = Words {
        zh: "该事项当前的状态用不上这个事件".to_owned(),
        en: "the case has no use for the event in the state that it is in".to_owned(),
    };
    Told::Refused { code: IGNORED, why }
}
