//! One line: what it brings to a case, and how it must be answered.

use super::play::Fault;
use super::report::What;
use super::stage::Answer;
use super::{View, rows};
use crate::instance::Words;
use crate::instance::{Cause, Data};
use crate::model::Value;
use crate::model::scenario::{Line, Refused};
use crate::step::{FieldFault, Refusal, spoken};
use indexmap::IndexMap;

/// Whether a line was answered as it should be.
pub(super) fn judge(answer: Option<&Answer>, refused: Option<&Refused>) -> Result<(), Box<Fault>> {
    match (answer, refused) {
        (None | Some(Answer::Taken { .. }), None) => Ok(()),
        (Some(Answer::Failed(why)), _) => Fault::new(What::Incident).said(spoken(why)).boxed(),
        (Some(Answer::Refused(refusal)), None) => {
            let code = refusal.code.word();
            let accepted = Words { zh: "受理".to_owned(), en: "accepted".to_owned() };
            Fault::new(What::Refused).hoped(accepted).said(why(refusal, code)).boxed()
        }
        (None, Some(refused)) => Fault::new(What::Refused).expected(&refused.code).boxed(),
        (Some(Answer::Taken { outcome, .. }), Some(refused)) => {
            Fault::new(What::Refused).expected(&refused.code).got(outcome).boxed()
        }
        (Some(Answer::Refused(refusal)), Some(refused)) => {
            let words = refusal.words();
            let fault = |expected: String, got: String| {
                Fault::new(What::Refused).expected(expected).said(why(refusal, &got)).boxed()
            };
            let code = refusal.code.word();
            if refused.code != code {
                return fault(refused.code.clone(), code.to_owned());
            }
            if let Some(status) = refused.status.filter(|status| *status != refusal.code.status()) {
                return fault(status.to_string(), refusal.code.status().to_string());
            }
            match &refused.says {
                Some(says) if !words.zh.contains(says) && !words.en.contains(says) => {
                    fault(says.clone(), code.to_owned())
                }
                _ => Ok(()),
            }
        }
    }
}

/// A refusal in words, with the fields of the payload that are wrong.
fn why(refusal: &Refusal, code: &str) -> Words {
    let words = refusal.words();
    let mut all = Words { zh: format!("{code}：{}", words.zh), en: format!("{code}: {}", words.en) };
    for fault in &refusal.fields {
        let FieldFault { field, expected, got } = fault;
        let (zh, en) = match got {
            Some(got) => (format!("，实为 {got}"), format!(", got {got}")),
            None => ("，没有填写".to_owned(), ", missing".to_owned()),
        };
        all.zh.push_str(&format!("；{field}：应为{}{zh}", expected.zh));
        all.en.push_str(&format!("; {field}: expected {}{en}", expected.en));
    }
    all
}

/// What a line brings to a case. Tasks are still named as the author names them.
pub(super) fn cause(line: &Line) -> Option<Cause> {
    if let Some(name) = &line.send {
        let (name, region) = (name.clone(), line.region.clone());
        return Some(Cause::Event { name, data: data(&line.data), task: None, region });
    }
    if let Some(task) = &line.claim {
        return Some(Cause::Claim { task: task.clone() });
    }
    if let Some(task) = &line.release {
        return Some(Cause::Release { task: task.clone() });
    }
    if let Some(deadline) = &line.acknowledge {
        return Some(Cause::Acknowledge { task: format!("{deadline}.acknowledge") });
    }
    let reason = line.data.get("reason").map(|reason| rows::plain(&reason.0));
    if let Some(event) = &line.approve {
        return Some(Cause::Decide { task: format!("{event}.approval"), approve: true, reason });
    }
    if let Some(event) = &line.refuse {
        return Some(Cause::Decide { task: format!("{event}.approval"), approve: false, reason });
    }
    let service = line.answer.clone()?;
    Some(Cause::Answer { service, ok: true, data: data(&line.data) })
}

/// The same with the id of the open task of that name: one that the actor may take, if there are several.
pub(super) fn with_task(cause: Cause, view: &View<'_>, by: Option<&str>) -> Cause {
    let find = |name: String| {
        let tasks = view.instance.tasks.iter().filter(|task| task.name == name);
        let best = tasks.max_by_key(|task| {
            let asked = by.is_some_and(|by| task.candidates.iter().any(|person| person == by));
            let holds = by.is_some_and(|by| task.assignee.as_deref() == Some(by));
            (holds, asked)
        });
        best.map_or(name, |task| task.id.to_string())
    };
    match cause {
        Cause::Claim { task } => Cause::Claim { task: find(task) },
        Cause::Release { task } => Cause::Release { task: find(task) },
        Cause::Acknowledge { task } => Cause::Acknowledge { task: find(task) },
        Cause::Decide { task, approve, reason } => Cause::Decide { task: find(task), approve, reason },
        other => other,
    }
}

/// A payload.
pub(super) fn data(values: &IndexMap<String, Value>) -> Data {
    values.iter().map(|(name, value)| (name.clone(), value.0.clone())).collect()
}
