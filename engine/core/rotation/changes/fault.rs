//! What can be wrong with a change, before anyone asks whether it may be made.

/// A change that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("change `{change}`: {kind}")]
pub struct ChangeFault {
    /// The change.
    pub change: String,
    /// What is wrong.
    pub kind: ChangeFaultKind,
}

/// What is wrong with a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeFaultKind {
    /// None, or several, of override, swap, leave, temporary and recorded.
    #[error("write exactly one of override, swap, leave, temporary, recorded")]
    NotOne,
    /// Two changes of one id.
    #[error("there is another change of this id")]
    Duplicate,
    /// The rotation, unit or slot is not there.
    #[error("{0}")]
    Place(super::super::Error),
    /// No rotation is named.
    #[error("name the rotation")]
    NoRotation,
    /// A person who does not exist.
    #[error("there is no person `{0}`")]
    UnknownPerson(String),
    /// It ends when or before it begins.
    #[error("it ends before it begins")]
    ZeroLength,
    /// Record of what has not happened yet.
    #[error("what has not ended yet cannot be recorded")]
    RecordedAhead,
    /// Nobody could stand in and be paid back.
    #[error("nobody can stand in for `{0}` and be paid back")]
    NobodyToRepay(String),
    /// A substitute for oneself, or both a substitute and repaying.
    #[error("a leave has a substitute or is repaid, and not both; nobody stands in for themselves")]
    Substitute,
}
