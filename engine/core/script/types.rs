//! The types that documents declare, as far as expressions care.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The declared type of a variable, a property or a result. An optional field may hold `()` besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Not known: nothing is reported about it.
    Any,
    /// The absent value, `()`.
    Nothing,
    /// true or false.
    Bool,
    /// A whole number.
    Integer,
    /// An exact decimal number.
    Decimal,
    /// An exact fraction, as `ratio` gives it.
    Fraction,
    /// Words.
    Text,
    /// A calendar date.
    Date,
    /// A moment in time.
    Instant,
    /// A duration with its unit.
    Duration,
    /// A unit of the organisation, by its id.
    Unit,
    /// A person, by id.
    Person,
    /// A map (a party, a row, an event's payload) with these properties and no others.
    Map(BTreeMap<String, Type>),
    /// A row of this register, with its columns. Without them: the register is not known here.
    Row(String, Option<Arc<BTreeMap<String, Type>>>),
    /// One of these words.
    Enum(Vec<String>),
    /// A list of elements of one type.
    List(Box<Type>),
}

impl Type {
    /// A list of this type.
    #[must_use]
    pub fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// The name shown to authors, in the words of the language.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Nothing => "nothing",
            Self::Bool => "bool",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Fraction => "fraction",
            Self::Text => "text",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Duration => "duration",
            Self::Unit => "unit",
            Self::Person => "person",
            Self::Map(_) => "record",
            Self::Row(..) => "row",
            Self::Enum(_) => "enum",
            Self::List(_) => "list",
        }
    }

    /// Whether values of the two types can ever be compared. The absent value compares with all.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        use Type::{Any, Enum, List, Nothing};
        match (self, other) {
            (Any | Nothing, _) | (_, Any | Nothing) => true,
            (Enum(a), Enum(b)) => a.iter().any(|word| b.contains(word)),
            (List(a), List(b)) => a.is_like(b),
            (Self::Map(_), Self::Map(_)) => true,
            (Self::Row(a, _), Self::Row(b, _)) => a == b,
            (a, b) if a.is_number() => b.is_number(),
            (Self::Text, b) => b.is_word(),
            (a, Self::Text) => a.is_word(),
            (a, b) => a == b,
        }
    }

    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Fraction)
    }

    pub(super) const fn is_word(&self) -> bool {
        matches!(self, Self::Text | Self::Enum(_) | Self::Unit | Self::Person)
    }

    pub(super) const fn has_order(&self) -> bool {
        !matches!(self, Self::Map(_) | Self::Row(..) | Self::List(_) | Self::Bool)
    }

    /// The type that holds values of both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Self::Integer | Self::Decimal, Self::Integer | Self::Decimal) => Self::Decimal,
            (a, b) if a.is_word() && b.is_word() => Self::Text,
            _ => Self::Any,
        }
    }
}

/// What stands around an expression: the variables it may name.
pub trait Types {
    /// The type of a variable; none when there is no such variable.
    fn variable(&self, name: &str) -> Option<Type>;
    /// All names, for suggestions.
    fn names(&self) -> Vec<String>;
    /// Whether a variable keeps its type for as long as the script is used.
    fn is_certain(&self, name: &str) -> bool {
        let _ = name;
        true
    }
    /// Whether a `run` block may assign to the variable.
    fn may_assign(&self, name: &str) -> bool {
        let _ = name;
        true
    }
}

impl Types for BTreeMap<String, Type> {
    fn variable(&self, name: &str) -> Option<Type> {
        self.get(name).cloned()
    }

    fn names(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }
}

/// A function that scripts may call. Calls of world functions reach the evaluation's `Context` by this name.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The name scripts use.
    pub name: String,
    /// The types of the arguments, at most four.
    pub parameters: Vec<Type>,
    /// How many arguments must be given; the rest may be left out.
    pub required: usize,
    /// The type of the result.
    pub returns: Type,
    /// One sentence for the reference.
    pub doc: String,
}

impl Signature {
    /// A function all of whose arguments must be given.
    pub fn new(
        name: impl Into<String>,
        parameters: impl Into<Vec<Type>>,
        returns: Type,
        doc: impl Into<String>,
    ) -> Self {
        let parameters = parameters.into();
        Self { name: name.into(), required: parameters.len(), parameters, returns, doc: doc.into() }
    }

    /// The same function with only the first `required` arguments needed.
    #[must_use]
    pub fn requiring(mut self, required: usize) -> Self {
        self.required = required.min(self.parameters.len());
        self
    }
}
