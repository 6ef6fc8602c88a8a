//! Why a deadline falls due when it does.

use super::super::lang;
use super::obligation::ObligationView;
use crate::runtime::Reasons;
use docket_core::calendar::{Stretch, Why as Reason};
use docket_core::instance::CaseId;
use docket_core::source::Lang;
use docket_core::step::why::Why;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why the deadlines of a case fall due when they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WhyList {
    /// The case.
    pub case: String,
    /// Its clocks.
    pub clocks: Vec<WhyView>,
    /// Its duties that recur.
    pub obligations: Vec<ObligationView>,
}

/// Why a deadline falls due when it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WhyView {
    /// The deadline.
    pub name: String,
    /// When it falls due: the first instant that is late. Absent: it stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Timestamp>,
    /// The last day of the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<String>,
    /// Years whose calendar is provisional and may change the answer.
    pub provisional: Vec<i16>,
    /// The instant from which it counts.
    #[schemars(with = "String")]
    pub from: Timestamp,
    /// Granted, and all that was added.
    pub budget: String,
    /// The days, counted or not. Empty for minutes and hours of the wall clock.
    pub days: Vec<DaysView>,
    /// Its light. Absent: none burns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// The rungs of its escalation.
    pub rungs: Vec<RungView>,
    /// All of it in words: one screen.
    pub lines: Vec<String>,
}

/// Days in a row that were treated alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DaysView {
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Whether they were counted.
    pub counted: bool,
    /// Why: `counted`, `made_up`, `first_day`, `weekend`, `holiday`, `paused`, `rolled`, `after_hours`.
    pub why: String,
    /// The holiday. Absent: none, or it has no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holiday: Option<String>,
    /// The minutes of working time that were counted. Absent: days are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

/// A rung of an escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RungView {
    /// Its place in the policy, from 1.
    pub rung: u16,
    /// When it is reached, in words.
    pub when: String,
    /// The instant. Absent: the clock stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// Whether it has been done.
    pub done: bool,
    /// The light from there on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
}

impl WhyList {
    /// In a language.
    #[must_use]
    pub fn of(case: &CaseId, reasons: &Reasons, language: Lang) -> Self {
        Self {
            case: case.to_string(),
            clocks: reasons.clocks.iter().map(|why| WhyView::of(why, language)).collect(),
            obligations: reasons.obligations.iter().map(|one| ObligationView::of(one, language)).collect(),
        }
    }
}

impl WhyView {
    fn of(why: &Why, language: Lang) -> Self {
        let due = why.due.as_ref();
        Self {
            name: why.name.clone(),
            due_at: due.map(|due| due.at),
            due_on: due.map(|due| due.date.to_string()),
            provisional: due.map(|due| due.provisional.iter().copied().collect()).unwrap_or_default(),
            from: why.anchor,
            budget: why.budget.to_string(),
            days: why.account.iter().map(|stretch| days(stretch, language)).collect(),
            light: why.light.clone(),
            rungs: why
                .rungs
                .iter()
                .map(|rung| RungView {
                    rung: rung.rung,
                    when: lang::pick(&rung.when, language),
                    at: rung.at,
                    done: rung.is_fired,
                    light: rung.light.clone(),
                })
                .collect(),
            lines: why.lines().iter().map(|line| lang::pick(line, language)).collect(),
        }
    }
}

fn days(stretch: &Stretch, language: Lang) -> DaysView {
    let (why, holiday) = match &stretch.why {
        Reason::FirstDay => ("first_day", None),
        Reason::MadeUp => ("made_up", None),
        Reason::Weekend => ("weekend", None),
        Reason::Holiday(name) => ("holiday", name.as_ref().map(|name| lang::text(name, language))),
        Reason::Paused => ("paused", None),
        Reason::Rolled => ("rolled", None),
        Reason::AfterHours => ("after_hours", None),
        _ => ("counted", None),
    };
    DaysView {
        from: stretch.from.to_string(),
        to: stretch.to.to_string(),
        counted: stretch.why.is_counted(),
        why: why.to_owned(),
        holiday,
        minutes: stretch.minutes,
    }
}
