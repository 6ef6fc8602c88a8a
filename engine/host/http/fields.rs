//! The fields of a request: all faults at once, each with its path.

use super::problem::{Code, Problem, Wrong};
use docket_core::instance::{Data, Words};
use docket_core::source::did_you_mean;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The longest id or name that a request may give, in bytes.
pub const MAX_TEXT: usize = 200;

/// The members of an object, taken one by one.
pub struct Fields {
    left: Data,
    known: Vec<&'static str>,
    faults: Vec<Wrong>,
}

impl Fields {
    /// The fields of a body.
    ///
    /// # Errors
    /// A problem if the body is no object.
    pub fn of(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Object(left) => Ok(Self { left, known: Vec::new(), faults: Vec::new() }),
            other => {
                Err(Problem::of_fields(Code::BadRequest, vec![fault("$", an_object(), Some(kind(&other)))]))
            }
        }
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.left.remove(name).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, name: &str, expected: Words, got: Option<Words>) {
        self.faults.push(fault(name, expected, got));
    }

    /// A short text, if it is given.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) if !text.is_empty() && text.len() <= MAX_TEXT => Some(text),
            Value::String(_) => {
                let zh = format!("1 到 {MAX_TEXT} 字节的文字");
                self.wrong(name, words(&zh, &format!("a text of 1 to {MAX_TEXT} bytes")), None);
                None
            }
            other => {
                self.wrong(name, a_text(), Some(kind(&other)));
                None
            }
        }
    }

    /// A short text that must be given; empty, with a fault, if it is not.
    pub fn needed(&mut self, name: &'static str) -> String {
        let before = self.faults.len();
        let text = self.text(name);
        if text.is_none() && self.faults.len() == before {
            self.wrong(name, a_text(), None);
        }
        text.unwrap_or_default()
    }

    /// A longer text, if it is given.
    pub fn words(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            other => {
                self.wrong(name, a_text(), Some(kind(&other)));
                None
            }
        }
    }

    /// An object; empty if it is not given.
    pub fn object(&mut self, name: &'static str) -> Data {
        match self.take(name) {
            None => Data::new(),
            Some(Value::Object(data)) => data,
            Some(other) => {
                self.wrong(name, an_object(), Some(kind(&other)));
                Data::new()
            }
        }
    }

    /// A value of some shape, if it is given; what is wrong inside has its path.
    pub fn shaped<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let value = self.take(name)?;
        let read: Result<T, _> = serde_path_to_error::deserialize(value);
        read.map_err(|error| {
            let path = error.path().to_string();
            let why = error.into_inner().to_string();
            // `unknown field `x`, expected one of `a`, `b``: the names stand between backticks.
            let mut names = why.split('`').skip(1).step_by(2);
            let guess = match names.next() {
                Some(unknown) if why.starts_with("unknown field") => did_you_mean(unknown, names),
                _ => None,
            };
            let path = if path == "." { name.to_owned() } else { format!("{name}.{path}") };
            let wrong = fault(&path, words(&format!("不合格式：{why}"), &why), None);
            self.faults.push(wrong.with_guess(guess));
        })
        .ok()
    }

    /// A list of texts; empty if it is not given.
    pub fn texts(&mut self, name: &'static str) -> Vec<String> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(other) => {
                self.wrong(name, words("文字的列表", "a list of texts"), Some(kind(&other)));
                Vec::new()
            }
        }
    }

    /// A whole number of zero or more, if it is given.
    pub fn number(&mut self, name: &'static str) -> Option<u64> {
        let value = self.take(name)?;
        let number = value.as_u64();
        if number.is_none() {
            let got: String = value.to_string().chars().take(50).collect();
            self.wrong(name, words("不小于零的整数", "a whole number"), Some(Words::same(got)));
        }
        number
    }

    /// Yes or no; no if it is not given.
    pub fn flag(&mut self, name: &'static str) -> bool {
        match self.take(name) {
            None => false,
            Some(Value::Bool(flag)) => flag,
            Some(other) => {
                self.wrong(name, words("true 或 false", "a truth value"), Some(kind(&other)));
                false
            }
        }
    }

    /// An instant with its offset (RFC 3339), if it is given; cut to milliseconds, as everything is kept.
    pub fn instant(&mut self, name: &'static str) -> Option<Timestamp> {
        let text = self.text(name)?;
        let instant = instant(&text);
        if instant.is_none() {
            self.wrong(name, an_instant(), Some(Words::same(text)));
        }
        instant
    }

    /// An instant that must be given; the epoch, with a fault, if it is not.
    pub fn instant_needed(&mut self, name: &'static str) -> Timestamp {
        let before = self.faults.len();
        let instant = self.instant(name);
        if instant.is_none() && self.faults.len() == before {
            self.wrong(name, an_instant(), None);
        }
        instant.unwrap_or_default()
    }

    /// A value that is of the right kind and yet wrong.
    pub fn refuse(&mut self, name: &str, expected: &str, got: &str) {
        if !got.is_empty() {
            self.wrong(name, Words::same(expected), Some(Words::same(got)));
        }
    }

    /// Members that nobody asked for are faults.
    ///
    /// # Errors
    /// A problem with every fault found.
    pub fn finish(mut self) -> Result<(), Problem> {
        for name in self.left.keys() {
            let known = self.known.join(", ");
            let expected = words(&format!("下列之一：{known}"), &format!("one of: {known}"));
            let mut fault = fault(name, expected, Some(words("不认识的字段", "an unknown field")));
            fault.did_you_mean = did_you_mean(name, self.known.iter().copied());
            self.faults.push(fault);
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::of_fields(Code::BadRequest, self.faults)) }
    }

    /// Lets members that nobody asked for pass (a CloudEvent may have extensions).
    ///
    /// # Errors
    /// A problem with every fault found.
    pub fn finish_open(mut self) -> Result<(), Problem> {
        self.left.clear();
        self.finish()
    }
}

/// An instant as requests write it.
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    let instant = text.parse::<Timestamp>().ok()?;
    Timestamp::from_millisecond(instant.as_millisecond()).ok()
}

fn fault(name: &str, expected: Words, got: Option<Words>) -> Wrong {
    Wrong { field: name.to_owned(), expected, got, did_you_mean: None }
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

fn a_text() -> Words {
    words("文字", "a text")
}

fn an_object() -> Words {
    words("一组键值（JSON 对象）", "an object")
}

fn an_instant() -> Words {
    words(
        "带时区的时刻，例如 2026-03-02T09:00:00+08:00",
        "an instant with its offset, such as 2026-03-02T09:00:00+08:00",
    )
}

fn kind(value: &Value) -> Words {
    match value {
        Value::Null => words("空值", "null"),
        Value::Bool(_) => words("true 或 false", "a truth value"),
        Value::Number(_) => words("数", "a number"),
        Value::String(_) => a_text(),
        Value::Array(_) => words("列表", "a list"),
        Value::Object(_) => an_object(),
    }
}
