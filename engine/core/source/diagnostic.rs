//! A fault as data. Its words are elsewhere: [`super::words`].

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Code, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing runs with one of these.
    Error,
    /// Runs, but is probably not meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// What a second place of a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// The first of several equal things.
    FirstHere,
    /// Where the thing is declared.
    DefinedHere,
    /// Where the thing is used.
    UsedHere,
    /// What makes the fault a fault.
    Because,
}

impl Label {
    /// Every label.
    pub const ALL: [Self; 4] = [Self::FirstHere, Self::DefinedHere, Self::UsedHere, Self::Because];

    /// The message of the words that names it.
    pub fn key(self) -> &'static str {
        match self {
            Self::FirstHere => "label-first-here",
            Self::DefinedHere => "label-defined-here",
            Self::UsedHere => "label-used-here",
            Self::Because => "label-because",
        }
    }
}

/// One finding about what an author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which fault; the words hang on it.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// Where; `None` if it is about no text (a folder, a file that cannot be read).
    pub span: Option<Span>,
    /// What the words need, by the names that [`Code::arguments`] lists.
    pub arguments: BTreeMap<&'static str, String>,
    /// Other places that explain it.
    pub related: Vec<(Span, Label)>,
    /// What was probably meant, as it should be written.
    pub suggestion: Option<String>,
}

impl Diagnostic {
    /// A finding at a place, with the severity of its code.
    pub fn new(code: Code, span: Span) -> Self {
        Self { span: Some(span), ..Self::nowhere(code) }
    }

    /// A finding about no text in particular.
    pub fn nowhere(code: Code) -> Self {
        Self {
            code,
            severity: code.severity(),
            span: None,
            arguments: BTreeMap::new(),
            related: Vec::new(),
            suggestion: None,
        }
    }

    /// Adds one argument of the words.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.insert(name, value.to_string());
        self
    }

    /// Another severity than the code's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, label: Label) -> Self {
        self.related.push((span, label));
        self
    }

    /// What was probably meant, if known.
    #[must_use]
    pub fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// Whether it forbids running.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
