//! Actions, compiled.

use crate::instance::Data;
use crate::model::duration::Duration;
use crate::script::{self, Error, ErrorKind, Script, Value, to_json};
use serde_json::Value as Json;

/// Actions done one after the other; an error ends the block.
pub type Block = Vec<Action>;

/// A value: itself, an expression, or a collection of such.
#[derive(Clone, Debug)]
pub enum Expr {
    /// Itself.
    Literal(Json),
    /// An expression.
    Script(Script),
    /// A list.
    List(Vec<Expr>),
    /// Named values.
    Map(Vec<(String, Expr)>),
}

impl Expr {
    /// The value, where `ask` gives those of expressions. Named values that are absent are left out.
    ///
    /// # Errors
    /// The first expression that has no value.
    pub(crate) fn value(&self, ask: &dyn Fn(&Script) -> Result<Value, Error>) -> Result<Json, Error> {
        Ok(match self {
            Self::Literal(value) => value.clone(),
            Self::Script(script) => {
                let fault = |error: script::JsonError| ErrorKind::Fault(error.to_string());
                to_json(&ask(script)?).map_err(|error| Error { kind: fault(error), offset: None })?
            }
            Self::List(items) => {
                Json::Array(items.iter().map(|item| item.value(ask)).collect::<Result<_, _>>()?)
            }
            Self::Map(fields) => Json::Object(Self::data(fields, ask)?),
        })
    }

    /// Named values; what is absent is left out.
    ///
    /// # Errors
    /// The first expression that has no value.
    pub(crate) fn data(
        fields: &[(String, Self)],
        ask: &dyn Fn(&Script) -> Result<Value, Error>,
    ) -> Result<Data, Error> {
        let mut all = Data::new();
        for (name, expr) in fields {
            let value = expr.value(ask)?;
            if !value.is_null() {
                all.insert(name.clone(), value);
            }
        }
        Ok(all)
    }
}

/// A name: itself, or an expression giving it.
#[derive(Clone, Debug)]
pub enum Name {
    /// Itself.
    Fixed(String),
    /// An expression.
    Script(Script),
}

/// A duration: itself, or an expression giving it.
#[derive(Clone, Debug)]
pub enum SpanExpr {
    /// Itself.
    Fixed(Duration),
    /// An expression giving a text such as `15 days`.
    Script(Script),
}

/// How long a sent event waits.
#[derive(Clone, Debug)]
pub enum Delay {
    /// Not at all.
    None,
    /// So many milliseconds.
    Millis(i64),
    /// A duration, counted by the case's calendar.
    Span(SpanExpr),
}

/// Where a sent event goes.
#[derive(Clone, Debug)]
pub enum Target {
    /// This case, as an input of its own.
    This,
    /// This case, within this step.
    Internal,
    /// The case that invoked this one.
    Parent,
    /// The case invoked under this name.
    Child(String),
    /// Another case, by its id.
    Case(Script),
}

/// A change of duty.
#[derive(Clone, Debug)]
pub struct ChangeRule {
    /// The rotation. Absent: all.
    pub rotation: Option<String>,
    /// The unit.
    pub unit: Option<Expr>,
    /// Why.
    pub reason: Option<Expr>,
    /// Who asked for it.
    pub requested: Option<SaidRule>,
    /// Who agreed to it.
    pub accepted: Option<SaidRule>,
    /// The word for what it is.
    pub word: &'static str,
    /// What it is, in the shape of [`crate::rotation::Change`].
    pub what: Expr,
}

/// Who said something on the way to a change.
#[derive(Clone, Debug)]
pub struct SaidRule {
    /// The person.
    pub by: Expr,
    /// The event by which they said it. Absent: the one being processed.
    pub event: Option<String>,
}

/// One action.
#[derive(Clone, Debug)]
pub enum Action {
    /// The first branch whose condition holds, or has none.
    If(Vec<(Option<Script>, Block)>),
    /// A block for each element of a list.
    ForEach {
        /// The list.
        list: Script,
        /// The name of the element.
        item: String,
        /// The name of its place.
        index: Option<String>,
        /// Whether the names are data fields that stay, rather than names of the loop.
        declares: bool,
        /// The block.
        body: Block,
    },
    /// Set a data field.
    Assign {
        /// The field.
        field: String,
        /// The value.
        value: Expr,
    },
    /// Add an element to a list.
    Put {
        /// The field that holds the list.
        list: String,
        /// The element.
        row: Expr,
    },
    /// Take elements out of a list.
    Remove {
        /// The field that holds the list.
        list: String,
        /// Which: a condition over `item`.
        condition: Script,
    },
    /// Raise an event within this step.
    Raise {
        /// The event.
        event: String,
        /// Its payload.
        data: Vec<(String, Expr)>,
    },
    /// Send an event.
    Send {
        /// The event.
        event: Name,
        /// Where it goes.
        to: Target,
        /// How long it waits.
        delay: Delay,
        /// The name by which it is cancelled. Absent: it cannot be.
        id: Option<Name>,
        /// Its payload.
        data: Vec<(String, Expr)>,
        /// Its whole payload, instead of named values.
        content: Option<Expr>,
    },
    /// Cancel a delayed event.
    Cancel(Name),
    /// Start another case.
    Start {
        /// The workflow.
        workflow: String,
        /// The name of the children that it joins. Absent: it stands alone.
        child: Option<String>,
        /// Its data.
        with: Vec<(String, Expr)>,
        /// The field that keeps its id.
        save_as: Option<String>,
    },
    /// Tell people.
    Notify {
        /// Actors, or `task`.
        to: Vec<String>,
        /// The notice.
        template: Option<String>,
        /// The words.
        text: Option<crate::model::Text>,
        /// Values that fill the words.
        with: Vec<(String, Expr)>,
    },
    /// Issue a document.
    Issue {
        /// The document.
        document: String,
        /// Actors.
        to: Vec<String>,
        /// Values that fill the words.
        with: Vec<(String, Expr)>,
        /// The document that it stands in place of. Absent: none.
        corrects: Option<String>,
    },
    /// Call a service.
    Call {
        /// The service.
        service: String,
        /// What is sent.
        with: Vec<(String, Expr)>,
    },
    /// Give a deadline more time.
    Extend {
        /// The deadline.
        deadline: String,
        /// How much.
        add: SpanExpr,
        /// At most so much in all. Absent: no limit.
        limit: Option<SpanExpr>,
        /// Why. Absent: no reason is kept.
        reason: Option<Expr>,
    },
    /// Stop a deadline's time.
    Pause(String),
    /// Let a deadline's time run again.
    Resume(String),
    /// Hand open tasks to other actors.
    Reassign(Vec<String>),
    /// Write a line into the log.
    Log(Expr),
    /// A script that may change data fields.
    Run(Script),
    /// Change duty.
    Change(Box<ChangeRule>),
    /// Take back what the case has changed of duty.
    WithdrawChange,
    /// Always an error of this name; never written by an author.
    Fail(String),
}
