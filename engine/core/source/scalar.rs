//! Texts to values: YAML 1.2, 10.3.2 (core schema).

use super::Kind;
use super::Style;

/// What an unquoted text means.
pub(super) fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
        "true" | "True" | "TRUE" => return Kind::Bool(true),
        "false" | "False" | "FALSE" => return Kind::Bool(false),
        _ => {}
    }
    number(text).unwrap_or_else(|| Kind::String { value: text.to_owned(), style: Style::Plain })
}

fn number(text: &str) -> Option<Kind> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    if let Some(exponent) = exponent {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if !all_digits(digits) {
            return None;
        }
    }
    let (whole, part) = match mantissa.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (mantissa, None),
    };
    let sound = match part {
        None => all_digits(whole),
        Some(part) if whole.is_empty() => all_digits(part),
        Some(part) => all_digits(whole) && (part.is_empty() || all_digits(part)),
    };
    if !sound {
        return None;
    }
    if part.is_none()
        && exponent.is_none()
        && let Ok(value) = text.parse::<i64>()
    {
        return Some(Kind::Integer(value));
    }
    Some(Kind::Decimal(text.to_owned()))
}

fn radix(digits: &str, radix: u32) -> Option<Kind> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok().map(Kind::Integer)
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
