//! Values as they are kept and shown.

use super::{Cell, Error};
use crate::model::Text;
use crate::organisation::Organisation;
use crate::script::{Fraction, List, Type, Value, to_json};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Digits behind the point of a number that is not whole, where nothing else is said.
const PLACES: u32 = 2;

/// How a column is shown.
#[derive(Clone, Copy)]
pub(super) struct Show<'a> {
    pub(super) type_: &'a Type,
    pub(super) places: Option<u32>,
    pub(super) percent: bool,
    pub(super) zone: &'a TimeZone,
    pub(super) organisation: &'a Organisation,
}

impl Show<'_> {
    /// A value as a cell.
    pub(super) fn cell(&self, value: &Value, place: &str) -> Result<Cell, Error> {
        Ok(Cell { value: exact(value, place)?, shown: self.shown(value, self.type_, place)? })
    }

    fn shown(&self, value: &Value, type_: &Type, place: &str) -> Result<Text, Error> {
        if value.is_unit() {
            return Ok(Text::default());
        }
        if let Some(number) = Fraction::of(value) {
            return self.number(number, place).map(Text::Plain);
        }
        if let Ok(truth) = value.as_bool() {
            let (zh, en) = if truth { ("是", "yes") } else { ("否", "no") };
            return Ok(Text::Localised { zh: Some(zh.to_owned()), en: Some(en.to_owned()) });
        }
        if let Some(at) = value.read_lock::<Timestamp>() {
            return Ok(Text::Plain(instant(*at, self.zone)));
        }
        if let Some(list) = value.read_lock::<List>() {
            let of = match type_ {
                Type::List(of) => of,
                _ => &Type::Any,
            };
            let all: Vec<Text> =
                list.iter().map(|item| self.shown(item, of, place)).collect::<Result<_, _>>()?;
            let join =
                |say: fn(&Text) -> &str, with: &str| all.iter().map(say).collect::<Vec<_>>().join(with);
            return Ok(Text::Localised { zh: Some(join(Text::zh, "、")), en: Some(join(Text::en, ", ")) });
        }
        let text = match exact(value, place)? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Ok(match type_ {
            Type::Unit => unit(&text, self.organisation),
            Type::Person => {
                self.organisation.person(&text).map_or(Text::Plain(text), |one| Text::Plain(one.name.clone()))
            }
            _ => Text::Plain(text),
        })
    }

    fn number(&self, number: Fraction, place: &str) -> Result<String, Error> {
        let large = || Error::TooLarge(place.to_owned());
        let number =
            if self.percent { number.times(&Fraction::from(100)).ok_or_else(large)? } else { number };
        let places = self.places.unwrap_or(if number.is_whole() { 0 } else { PLACES });
        let rounded = number.rounded(places).ok_or_else(large)?;
        Ok(if self.percent { format!("{rounded}%") } else { rounded.to_string() })
    }
}

/// The name of a unit; its id where it has none.
pub(super) fn unit(id: &str, organisation: &Organisation) -> Text {
    let title = organisation.unit(id).and_then(|unit| unit.title.clone());
    title.unwrap_or_else(|| Text::Plain(id.to_owned()))
}

/// An instant on the clock of a zone.
pub(super) fn instant(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The exact value: a whole number, else a decimal as text, else a fraction as text.
fn exact(value: &Value, place: &str) -> Result<serde_json::Value, Error> {
    if let Some(number) = Fraction::of(value) {
        let number = number.value();
        if let Some(decimal) =
            Fraction::of(&number).filter(|number| !number.is_whole()).and_then(|number| number.decimal())
        {
            return Ok(decimal.normalize().to_string().into());
        }
        return json(&number, place);
    }
    json(value, place)
}

fn json(value: &Value, place: &str) -> Result<serde_json::Value, Error> {
    to_json(value).map_err(|error| Error::Script { place: place.to_owned(), message: error.to_string() })
}
