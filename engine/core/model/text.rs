//! Words for people, in one language or two.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
/// placeholder until the calendar branch is merged
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Text(pub serde_json::Value);
impl Default for Text {
    fn default() -> Self {
        Self(serde_json::Value::Null)
    }
}
