//! Values on their way into and out of SQL, alike for both databases.

use super::Fault;
use docket_core::instance::{CaseId, Hash, bucket, patch::canonical};
use jiff::Timestamp;
use serde_json::Value;
use std::borrow::Cow;

/// What a placeholder stands for. Lists are arrays in Postgres and JSON arrays in SQLite.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Flag(bool),
    Bytes(Vec<u8>),
    Texts(Vec<Option<String>>),
    Ints(Vec<Option<i64>>),
    Flags(Vec<bool>),
    Blobs(Vec<Vec<u8>>),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}
impl From<Option<String>> for Arg {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}
impl From<&CaseId> for Arg {
    fn from(id: &CaseId) -> Self {
        id.as_str().into()
    }
}
impl From<&Hash> for Arg {
    fn from(hash: &Hash) -> Self {
        hash.as_str().into()
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}
impl From<Option<i64>> for Arg {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}
impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Int(Some(int(number)))
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Int(Some(i64::from(number)))
    }
}
impl From<bool> for Arg {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
impl From<&[u8]> for Arg {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}
impl From<Timestamp> for Arg {
    fn from(instant: Timestamp) -> Self {
        Self::Int(Some(millis(instant)))
    }
}
impl From<Option<Timestamp>> for Arg {
    fn from(instant: Option<Timestamp>) -> Self {
        Self::Int(instant.map(millis))
    }
}

impl Arg {
    fn holds_nul(&self) -> bool {
        match self {
            Self::Text(Some(text)) => text.contains('\0'),
            Self::Texts(texts) => texts.iter().flatten().any(|text| text.contains('\0')),
            _ => false,
        }
    }
}

/// A count as the databases keep it.
pub fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// An instant as the databases keep it: milliseconds, what is finer is cut off.
pub fn millis(instant: Timestamp) -> i64 {
    instant.as_nanosecond().div_euclid(1_000_000).try_into().unwrap_or(i64::MAX)
}

/// The bucket of a case as a placeholder.
pub fn bucket_of(id: &CaseId) -> i64 {
    i64::from(bucket(id))
}

/// JSON as it is stored.
pub fn json(value: &Value) -> String {
    String::from_utf8(canonical(value)).unwrap_or_default()
}

/// A list of texts as it is stored.
pub fn list(texts: &[String]) -> String {
    json(&Value::from(texts.to_vec()))
}

/// A statement with what its placeholders stand for.
#[derive(Clone, Debug)]
pub struct Query {
    pub sql: Cow<'static, str>,
    pub args: Vec<Arg>,
}

impl Query {
    pub fn new(sql: impl Into<Cow<'static, str>>) -> Self {
        Self { sql: sql.into(), args: Vec::new() }
    }

    /// Adds what the next placeholder stands for.
    #[must_use]
    pub fn with(mut self, arg: impl Into<Arg>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds what the next placeholder stands for and tells its number.
    pub fn push(&mut self, arg: impl Into<Arg>) -> usize {
        self.args.push(arg.into());
        self.args.len()
    }

    /// Refuses what no database keeps alike.
    pub fn checked(self) -> Result<Self, Fault> {
        if self.args.iter().any(Arg::holds_nul) {
            return Err(Fault::Refused("text holds a NUL character".to_owned()));
        }
        Ok(self)
    }
}

/// A value that came out.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Text(String),
    Int(i64),
    Flag(bool),
    Bytes(Vec<u8>),
}

/// A row that came out; its cells are taken from left to right.
pub struct Row(pub std::vec::IntoIter<Cell>);

impl Row {
    fn cell(&mut self) -> Result<Cell, Fault> {
        self.0.next().ok_or_else(|| Fault::Corrupt("a row is too short".to_owned()))
    }

    pub fn maybe_text(&mut self) -> Result<Option<String>, Fault> {
        match self.cell()? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            other => Err(unlike("text", &other)),
        }
    }

    pub fn text(&mut self) -> Result<String, Fault> {
        self.maybe_text()?.ok_or_else(|| unlike("text", &Cell::Null))
    }

    pub fn maybe_int(&mut self) -> Result<Option<i64>, Fault> {
        match self.cell()? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(number)),
            other => Err(unlike("a number", &other)),
        }
    }

    pub fn int(&mut self) -> Result<i64, Fault> {
        self.maybe_int()?.ok_or_else(|| unlike("a number", &Cell::Null))
    }

    pub fn count<N: TryFrom<i64>>(&mut self) -> Result<N, Fault> {
        let number = self.int()?;
        N::try_from(number).map_err(|_| Fault::Corrupt(format!("{number} is out of bounds")))
    }

    pub fn flag(&mut self) -> Result<bool, Fault> {
        match self.cell()? {
            Cell::Flag(flag) => Ok(flag),
            Cell::Int(number) => Ok(number != 0),
            other => Err(unlike("yes or no", &other)),
        }
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, Fault> {
        match self.cell()? {
            Cell::Bytes(bytes) => Ok(bytes),
            other => Err(unlike("bytes", &other)),
        }
    }

    pub fn maybe_instant(&mut self) -> Result<Option<Timestamp>, Fault> {
        self.maybe_int()?.map(instant).transpose()
    }

    pub fn instant(&mut self) -> Result<Timestamp, Fault> {
        instant(self.int()?)
    }

    pub fn case(&mut self) -> Result<CaseId, Fault> {
        self.text().map(CaseId::stored)
    }

    pub fn hash(&mut self) -> Result<Hash, Fault> {
        self.text().map(Hash::stored)
    }

    pub fn json(&mut self) -> Result<Value, Fault> {
        serde_json::from_str(&self.text()?).map_err(|error| Fault::Corrupt(error.to_string()))
    }

    pub fn list(&mut self) -> Result<Vec<String>, Fault> {
        serde_json::from_str(&self.text()?).map_err(|error| Fault::Corrupt(error.to_string()))
    }
}

fn unlike(wanted: &str, found: &Cell) -> Fault {
    let kind = match found {
        Cell::Null => "nothing",
        Cell::Text(_) => "text",
        Cell::Int(_) => "a number",
        Cell::Flag(_) => "yes or no",
        Cell::Bytes(_) => "bytes",
    };
    Fault::Corrupt(format!("a column holds {kind} instead of {wanted}"))
}

fn instant(millis: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_millisecond(millis).map_err(|error| Fault::Corrupt(error.to_string()))
}
