//! What the hash of a definition covers, and a stored definition compiled again from it.

use super::Definition;
use super::compile::{compile, declared};
use super::names::Names;
use super::report::Report;
use super::types::Parameters;
use crate::instance::{Data, Hash};
use crate::model::workflow::Workflow;
use crate::source::{Diagnostic, Sources};
use serde::{Deserialize, Serialize};

/// The format of [`Closure`] that this version writes.
pub const FORMAT: u32 = 1;

/// Everything that decides what a case does, the world apart: the document and the values of the parameters that it
/// reads. Its text is what is stored and hashed; the order of the document is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The format; 1.
    pub format: u32,
    /// The document.
    pub workflow: Workflow,
    /// The values of the parameters.
    pub parameters: Data,
}

/// Why a stored definition cannot be compiled.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ClosureError {
    /// The text is no closure, or one of a newer format.
    #[error("the stored definition cannot be read: {0}")]
    Unreadable(String),
    /// Its format is newer than this version.
    #[error("the stored definition has format {0}; this version reads up to {FORMAT}")]
    Newer(u32),
    /// A part cannot be compiled.
    #[error("the stored definition cannot be compiled: {}", list(.0))]
    Faults(Vec<Diagnostic>),
}

fn list(faults: &[Diagnostic]) -> String {
    let one = |fault: &Diagnostic| {
        let arguments: Vec<&str> = fault.arguments.values().map(String::as_str).collect();
        format!("{} {}", fault.code.slug(), arguments.join(" "))
    };
    faults.iter().map(one).collect::<Vec<_>>().join("; ")
}

impl Closure {
    /// The closure of a document.
    #[must_use]
    pub fn new(workflow: Workflow, parameters: Data) -> Self {
        Self { format: FORMAT, workflow, parameters }
    }

    /// The text that is stored.
    #[must_use]
    pub fn text(&self) -> String {
        // A closure holds texts, numbers, lists and maps with text keys only, which JSON can always write.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The hash of a stored text.
    #[must_use]
    pub fn hash(text: &str) -> Hash {
        Hash::of(&[text.as_bytes()])
    }
}

/// Compiles a stored definition again, without any file. Only what cannot be compiled is an error: checks that were
/// added after it was stored never refuse it.
///
/// # Errors
/// [`ClosureError`] says what cannot be read or compiled.
pub fn compile_closure(text: &str) -> Result<Definition, ClosureError> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let unreadable = |error: serde_json::Error| ClosureError::Unreadable(error.to_string());
    let head: Head = serde_json::from_str(text).map_err(unreadable)?;
    if head.format > FORMAT {
        return Err(ClosureError::Newer(head.format));
    }
    let closure: Closure = serde_json::from_str(text).map_err(unreadable)?;
    let names = Names::of(&closure.workflow, None);
    let declared = declared(&closure.workflow, Parameters::Values(&closure.parameters), &names);
    let sources = Sources::new();
    let mut report = Report::new(&sources, None);
    let hash = Closure::hash(text);
    let (definition, _) =
        compile(&closure.workflow, &closure.parameters, hash, &names, &declared, &mut report);
    let mut faults = report.finish();
    faults.retain(Diagnostic::is_error);
    if faults.is_empty() { Ok(definition) } else { Err(ClosureError::Faults(faults)) }
}
