//! What can be wrong with a script: findings at load, errors at run time.

use super::grammar::Grammar;
use thiserror::Error as ThisError;

/// A fault of a script's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it begins, in bytes of the script's text.
    pub offset: usize,
    /// How many bytes it covers; 0 at the end of the text.
    pub length: usize,
    /// What it is.
    pub kind: FindingKind,
}

/// The kinds of finding. `Display` gives English words; other languages are made from the data.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum FindingKind {
    /// The text does not follow the grammar.
    #[error("the expression cannot be read ({}){}", grammar.word(), near(got))]
    Syntax {
        /// How it departs from the grammar.
        grammar: Grammar,
        /// The piece of text that does not fit; empty at the end of the text.
        got: String,
        /// The mark that is missing, or how it is written here; empty where that cannot be said.
        expected: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// Chinese punctuation outside of a text.
    #[error("full-width `{found}` stands where `{meant}` is needed")]
    FullWidth {
        /// The character found.
        found: char,
        /// The character needed.
        meant: char,
    },
    /// A variable that nothing declares.
    #[error("unknown variable `{name}`")]
    UnknownVariable {
        /// The name as written.
        name: String,
        /// The nearest known name.
        suggestion: Option<String>,
    },
    /// A property that the declared map does not have.
    #[error("`{of}` has no property `{name}`")]
    UnknownProperty {
        /// The map, as far as it was written.
        of: String,
        /// The property as written.
        name: String,
        /// The nearest known property.
        suggestion: Option<String>,
    },
    /// A function that does not exist.
    #[error("unknown function `{name}`")]
    UnknownFunction {
        /// The name as written.
        name: String,
        /// The nearest known function.
        suggestion: Option<String>,
    },
    /// A function called with another number or type of arguments.
    #[error("`{name}` takes {expected}, got {got}")]
    WrongArguments {
        /// The function.
        name: String,
        /// What it takes.
        expected: String,
        /// What was written.
        got: String,
    },
    /// A single `=` where a comparison was meant.
    #[error("`=` assigns; `==` compares")]
    EqualsMeant,
    /// An assignment (`+=`, `let`, ...) in an expression that may only ask.
    #[error("an expression may not assign")]
    AssignmentInGuard,
    /// An assignment to something a `run` block may not change.
    #[error("`{name}` cannot be assigned to")]
    NotAssignable {
        /// The variable.
        name: String,
    },
    /// A comparison or calculation over types that never go together.
    #[error("{left} and {right} do not go together in `{operator}`")]
    UnlikeTypes {
        /// The operator.
        operator: String,
        /// Type on the left.
        left: String,
        /// Type on the right.
        right: String,
    },
    /// An enum compared with a word that it never holds.
    #[error("`{word}` is not one of the values: {}", values.join(", "))]
    NotOneOf {
        /// The word as written.
        word: String,
        /// The words the enum has.
        values: Vec<String>,
        /// The nearest of them.
        suggestion: Option<String>,
    },
    /// `/` between whole numbers: it would cut off the rest.
    #[error("`/` does not divide whole numbers; write ratio(a, b)")]
    IntegerDivision,
    /// A loop in a guard or value.
    #[error("loops stand only in `run` blocks")]
    LoopOutsideRun,
    /// A construct that scripts do not have.
    #[error("`{construct}` is not part of the language")]
    Forbidden {
        /// The construct as written.
        construct: String,
    },
    /// Nested deeper than the limit.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Longer than the limit.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// A condition whose result is certainly not true or false.
    #[error("a condition must be true or false, this is {got}")]
    NotBool {
        /// The type it has.
        got: String,
    },
}

fn near(got: &str) -> String {
    if got.is_empty() { String::new() } else { format!(", at `{got}`") }
}

/// A script that gave no answer. An error is never an answer.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[error("{kind}")]
pub struct Error {
    /// What happened.
    pub kind: ErrorKind,
    /// Where, in bytes of the script's text; absent when it cannot be said.
    pub offset: Option<usize>,
}

/// Why a script gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum ErrorKind {
    /// A counted limit was reached; the same script with the same values always ends so.
    #[error("the script reached its limit of {0}")]
    Limit(Limit),
    /// A fault of the script or of what it met, in plain words.
    #[error("{0}")]
    Fault(String),
    /// The host stopped the evaluation. Nothing was decided.
    #[error("the evaluation was stopped")]
    Stopped,
    /// A defect of the engine was caught. Nothing was decided.
    #[error("the evaluation failed inside the engine")]
    Panicked,
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
pub enum Limit {
    /// `Limits::operations`.
    #[error("operations")]
    Operations,
    /// `Limits::call_depth`.
    #[error("calls within calls")]
    CallDepth,
    /// `Limits::string_bytes`, `Limits::array_items`, `Limits::map_entries` or `Limits::nesting`.
    #[error("the size of a value")]
    DataSize,
    /// `Limits::variables`.
    #[error("variables")]
    Variables,
}
