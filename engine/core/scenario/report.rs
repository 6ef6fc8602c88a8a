//! What came of all stories, as data and in words.

use super::coverage::Coverage;
use super::{Story, Told};
use crate::definition::Definition;
use crate::instance::Words;
use crate::model::Text;
use crate::source::Lang;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What came of all stories.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Stories.
    pub scenarios: usize,
    /// How often they were told: once for each row.
    pub rows: usize,
    /// Lines that were played.
    pub steps: usize,
    /// What was not as it should be.
    pub failures: Vec<Failed>,
    /// What was reached of each workflow.
    pub coverage: BTreeMap<String, Coverage>,
}

/// Something that was not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failed {
    /// The title of the story.
    pub scenario: Text,
    /// Its file.
    pub file: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// The row of the examples. Absent: there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// What was looked at.
    pub what: What,
    /// Which one: the field, the deadline, the condition. Empty: there is only one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What should have been seen.
    pub expected: Words,
    /// What was seen.
    pub got: Words,
    /// What happened on this line and why.
    pub why: Vec<Words>,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is a key of what must be seen, or says itself")]
pub enum What {
    Prepare,
    Line,
    Refused,
    Incident,
    Time,
    Case,
    State,
    States,
    Ended,
    Data,
    Holds,
    Always,
    Tasks,
    Due,
    Timers,
    Light,
    Notified,
    Log,
    Number,
    Documents,
    Outcome,
    Possible,
    Duty,
    Board,
    Schedule,
    Synced,
}

impl What {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Prepare => ("准备", "making ready"),
            Self::Line => ("这一行", "the line"),
            Self::Refused => ("拒绝", "refusal"),
            Self::Incident => ("故障", "incident"),
            Self::Time => ("时间", "time"),
            Self::Case => ("事项", "case"),
            Self::State => ("状态", "state"),
            Self::States => ("各状态", "states"),
            Self::Ended => ("终结", "ended"),
            Self::Data => ("数据", "data"),
            Self::Holds => ("条件", "condition"),
            Self::Always => ("始终成立的条件", "condition that always holds"),
            Self::Tasks => ("任务", "tasks"),
            Self::Due => ("到期", "due"),
            Self::Timers => ("计时", "timers"),
            Self::Light => ("灯号", "light"),
            Self::Notified => ("通知", "notified"),
            Self::Log => ("记录", "log"),
            Self::Number => ("编号", "number"),
            Self::Documents => ("文书", "documents"),
            Self::Outcome => ("结果", "outcome"),
            Self::Possible => ("可办事件", "possible events"),
            Self::Duty => ("值班", "duty"),
            Self::Board => ("公示榜", "board"),
            Self::Schedule => ("定时规则", "schedule"),
            Self::Synced => ("清单同步", "sync"),
        }
    }
}

impl Report {
    /// Names a workflow of which it is told what was reached.
    pub fn declare(&mut self, definition: &Definition) {
        self.coverage.entry(definition.name.clone()).or_insert_with(|| Coverage::of(definition));
    }

    /// Takes in a story told once; call it for each row.
    pub fn take(&mut self, story: &Story, told: Told) {
        if self.rows == 0 {
            self.scenarios += 1;
        }
        self.rows += 1;
        self.steps += told.steps;
        self.failures.extend(told.failures);
        for (workflow, reached) in told.course {
            if let Some(definition) = story.library.latest(&workflow) {
                self.declare(definition);
            }
            if let Some(coverage) = self.coverage.get_mut(&workflow) {
                coverage.add(reached);
            }
        }
    }

    /// Takes in the report of another story.
    pub fn add(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.rows += other.rows;
        self.steps += other.steps;
        self.failures.extend(other.failures);
        for (workflow, coverage) in other.coverage {
            let reached = coverage.reached.clone();
            self.coverage.entry(workflow).or_insert(coverage).add(reached);
        }
    }

    /// Whether every story went as it should.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// The report in words of one language.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let pick = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let said = |words: &Words| match lang {
        Lang::Zh => words.zh.clone(),
        Lang::En => words.en.clone(),
    };
    let mut out = String::new();
    for failed in &report.failures {
        let title = match lang {
            Lang::Zh => failed.scenario.zh(),
            Lang::En => failed.scenario.en(),
        };
        let (zh, en) = failed.what.words();
        let about = if failed.about.is_empty() { String::new() } else { format!(" {}", failed.about) };
        let _ = writeln!(out, "{}:{} {title}", failed.file, failed.line);
        if let Some(row) = &failed.row {
            let _ = writeln!(out, "  {} {row}", pick("行", "row"));
        }
        let _ = writeln!(out, "  {}{about}", pick(zh, en));
        for (name, words) in
            [(pick("应为", "expected"), &failed.expected), (pick("实为", "got"), &failed.got)]
        {
            if !words.zh.is_empty() || !words.en.is_empty() {
                let _ = writeln!(out, "    {name}: {}", said(words));
            }
        }
        if !failed.why.is_empty() {
            let _ = writeln!(out, "  {}", pick("经过", "why"));
            for line in &failed.why {
                let _ = writeln!(out, "    {}", said(line));
            }
        }
        out.push('\n');
    }
    let (scenarios, rows, steps, failed) =
        (report.scenarios, report.rows, report.steps, report.failures.len());
    let _ = match lang {
        Lang::Zh => writeln!(out, "{scenarios} 个情景，{rows} 次演练，{steps} 步，{failed} 处不符"),
        Lang::En => writeln!(out, "{scenarios} scenarios, {rows} rows, {steps} steps, {failed} failures"),
    };
    for (workflow, coverage) in &report.coverage {
        let (states, ways) = (&coverage.states, &coverage.transitions);
        let _ = writeln!(
            out,
            "{workflow}: {} {}/{}, {} {}/{}",
            pick("状态", "states"),
            states.reached,
            states.defined,
            pick("转移", "transitions"),
            ways.reached,
            ways.defined
        );
        for never in states.never.iter().chain(&ways.never) {
            let _ = writeln!(out, "  {} {never}", pick("未曾经过", "never"));
        }
    }
    out
}
