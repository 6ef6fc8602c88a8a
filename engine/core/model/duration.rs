//! A length of time with its unit. A calendar day and a working day are different words.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The greatest count that is understood: more than any term of law, and small enough for exact arithmetic.
pub const MAX_COUNT: u32 = 1_000_000;

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Minutes of the wall clock.
    Minutes,
    /// Hours of the wall clock.
    Hours,
    /// Hours inside the working windows of a calendar (工作时).
    WorkHours,
    /// Calendar days (日), working or not.
    Days,
    /// Working days (工作日) of a calendar.
    Workdays,
    /// Months to the corresponding day (民法典 art. 202).
    Months,
    /// Years to the corresponding day (民法典 art. 202).
    Years,
}

impl Unit {
    /// The English word, singular for one.
    #[must_use]
    pub const fn word(self, count: u32) -> &'static str {
        match (self, count) {
            (Self::Minutes, 1) => "minute",
            (Self::Minutes, _) => "minutes",
            (Self::Hours, 1) => "hour",
            (Self::Hours, _) => "hours",
            (Self::WorkHours, 1) => "work_hour",
            (Self::WorkHours, _) => "work_hours",
            (Self::Days, 1) => "day",
            (Self::Days, _) => "days",
            (Self::Workdays, 1) => "workday",
            (Self::Workdays, _) => "workdays",
            (Self::Months, 1) => "month",
            (Self::Months, _) => "months",
            (Self::Years, 1) => "year",
            (Self::Years, _) => "years",
        }
    }

    /// Whether whole days are counted (days, workdays, months, years), and not time from an instant.
    #[must_use]
    pub const fn is_whole_days(self) -> bool {
        !matches!(self, Self::Minutes | Self::Hours | Self::WorkHours)
    }

    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "minute" | "minutes" | "分钟" => Self::Minutes,
            "hour" | "hours" | "小时" | "个小时" => Self::Hours,
            "work_hour" | "work_hours" | "工作时" | "个工作时" | "工作小时" | "个工作小时" => {
                Self::WorkHours
            }
            "day" | "days" | "日" | "天" => Self::Days,
            "workday" | "workdays" | "工作日" | "个工作日" => Self::Workdays,
            "month" | "months" | "月" | "个月" => Self::Months,
            "year" | "years" | "年" => Self::Years,
            _ => return None,
        })
    }
}

/// A length of time: `15 days`, `5 workdays`, `4 work_hours`, `30 minutes`, `1 month`; also `15日`, `5个工作日`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// How many, at most [`MAX_COUNT`] when read from text.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Duration {
    /// A duration of `count` units.
    #[must_use]
    pub const fn new(count: u32, unit: Unit) -> Self {
        Self { count, unit }
    }

    /// What a text that is no duration probably means: full-width digits, Chinese numerals up to 99, blanks within, other
    /// words for the units. Absent: nothing near.
    #[must_use]
    pub fn meant(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| {
                char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).filter(char::is_ascii_digit).unwrap_or(c)
            })
            .collect();
        let end = plain.find(|c: char| !(c.is_ascii_digit() || NUMERALS.contains(c))).unwrap_or(plain.len());
        let (count, unit) = (plain.get(..end)?, plain.get(end..)?);
        let count: u32 = count.parse().ok().or_else(|| chinese(count))?;
        let unit = unit.to_lowercase().replace(['_', '-'], "");
        let unit = match unit.as_str() {
            "businessdays" | "workingdays" | "workingday" | "businessday" => Unit::Workdays,
            "workinghours" | "workhours" | "workhour" => Unit::WorkHours,
            "d" => Unit::Days,
            "h" | "hrs" | "hr" | "小时" | "钟头" => Unit::Hours,
            "min" | "mins" | "分" => Unit::Minutes,
            "自然日" | "日历日" | "个自然日" => Unit::Days,
            "周年" => Unit::Years,
            other => Unit::parse(other).or_else(|| Unit::parse(&format!("{other}s")))?,
        };
        (count > 0 && count <= MAX_COUNT).then_some(Self { count, unit })
    }
}

/// Chinese numerals, by value; the last one is ten.
const NUMERALS: &str = "零一二三四五六七八九十";

/// A number below 100 in Chinese numerals.
fn chinese(text: &str) -> Option<u32> {
    let value = |c: char| NUMERALS.chars().position(|known| known == c).and_then(|at| u32::try_from(at).ok());
    let one = |text: &str| {
        let mut letters = text.chars();
        let number = value(letters.next()?)?;
        (letters.next().is_none() && number < 10).then_some(number)
    };
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { one(tens)? };
            let ones = if ones.is_empty() { 0 } else { one(ones)? };
            Some(tens * 10 + ones)
        }
        None => one(text),
    }
}

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DurationError {
    /// There is no text.
    #[error("a duration is missing: write a number and a unit, such as `15 days` or `5 workdays`")]
    Empty,
    /// An ISO 8601 duration such as `P1D`.
    #[error(
        "`{0}` does not say which days it counts: a calendar day and a working day are different; \
         write `days` or `workdays`, such as `15 days` or `5 workdays`"
    )]
    Iso(String),
    /// The text does not begin with a whole number.
    #[error("`{0}` does not begin with a whole number, such as `15 days`")]
    Count(String),
    /// The number stands alone.
    #[error("`{0}` has no unit: write `{0} days` for calendar days or `{0} workdays` for working days")]
    NoUnit(String),
    /// Weeks: of calendar days or of working days?
    #[error("weeks are not counted: write 7 `days` (calendar) or 5 `workdays` for each")]
    Weeks,
    /// The unit is not one of the known ones.
    #[error(
        "`{0}` is no unit of time: one of minutes, hours, work_hours, days, workdays, months, years \
         (分钟, 小时, 工作时, 日, 工作日, 个月, 年)"
    )]
    Unit(String),
    /// The number is greater than [`MAX_COUNT`].
    #[error("`{0}` is too long: at most {MAX_COUNT} units")]
    TooLong(String),
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DurationError::Empty);
        }
        let mut letters = text.chars();
        if matches!(letters.next(), Some('P' | 'p')) && letters.any(|letter| letter.is_ascii_digit()) {
            return Err(DurationError::Iso(text.to_owned()));
        }
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        let word = rest.trim_start();
        // `1.5 hours`, `-3 days`, `3,5`: the number is not whole.
        if digits.is_empty() || word.starts_with(['.', ',', '-', '/']) {
            return Err(DurationError::Count(text.to_owned()));
        }
        if word.is_empty() {
            return Err(DurationError::NoUnit(text.to_owned()));
        }
        if matches!(word, "week" | "weeks" | "周" | "个星期" | "星期") {
            return Err(DurationError::Weeks);
        }
        let unit = Unit::parse(word).ok_or_else(|| DurationError::Unit(word.to_owned()))?;
        match digits.parse::<u32>() {
            Ok(count) if count <= MAX_COUNT => Ok(Self { count, unit }),
            _ => Err(DurationError::TooLong(text.to_owned())),
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.count, self.unit.word(self.count))
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time with its unit: minutes, hours, work_hours, days (calendar), workdays, months, years. \
                Also 分钟, 小时, 工作时, 日, 个工作日, 个月, 年.",
            "type": "string",
            "pattern": "^\\s*[0-9]+\\s*(minutes?|hours?|work_hours?|days?|workdays?|months?|years?|分钟|个?小时|个?工作时|个?工作小时|日|天|个?工作日|个?月|年)\\s*$",
            "examples": ["15 days", "5 workdays", "4 work_hours", "30 minutes", "1 month"]
        })
    }
}

#[cfg(test)]
#[path = "duration_tests.rs"]
mod tests;
