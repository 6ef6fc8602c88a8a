//! The small scalar shapes that recur in every kind of document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An expression in Rhai. Written without `=`, since this key can hold nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Expression(pub String);

/// A value. Text that begins with `=` is an expression; anything else is itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Value(pub serde_json::Value);

/// A duration with its unit (`15 days`, `5 workdays`, `4 work_hours`, `30 minutes`), or `=expression` giving one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Span(pub String);

impl Value {
    /// The expression behind `=`, if this value is one.
    #[must_use]
    pub fn expression(&self) -> Option<&str> {
        self.0.as_str()?.strip_prefix('=')
    }
}

impl Span {
    /// The expression behind `=`, if this duration is one.
    #[must_use]
    pub fn expression(&self) -> Option<&str> {
        self.0.strip_prefix('=')
    }
}
