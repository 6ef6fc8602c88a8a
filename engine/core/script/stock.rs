//! The functions every script has, with their signatures.

use super::types::{Signature, Type};
use super::{Value, functions, number, time};

/// A function over values that it may consume.
pub(super) type Native = fn(&mut [&mut Value]) -> Result<Value, String>;

/// Every function of the language itself. `Any` stands where several types are taken; the function judges them.
pub(super) fn stock() -> Vec<(Signature, Native)> {
    use Type::{Any, Bool, Date, Decimal, Instant, Integer, Text};
    let list = || Type::list(Any);
    let many = || vec![Any, Any, Any, Any];
    let one = |name: &str, parameters: Vec<Type>, returns: Type, doc: &str| {
        Signature::new(name, parameters, returns, doc)
    };
    vec![
        (
            one("len", vec![Any], Integer, "how many characters, items or entries; 0 when it is absent"),
            functions::len,
        ),
        (
            one("count", vec![list()], Integer, "how many items a list has; 0 when it is absent"),
            functions::len,
        ),
        (
            one("is_empty", vec![Any], Bool, "whether a text, list or record is empty or absent"),
            functions::is_empty,
        ),
        (
            one("contains", vec![Any, Any], Bool, "whether a list, text or record has a part"),
            functions::contains,
        ),
        (
            one("starts_with", vec![Text, Text], Bool, "whether a text begins with another"),
            functions::starts_with,
        ),
        (
            one("min", many(), Any, "the least of two to four values or of a list").requiring(1),
            functions::min,
        ),
        (
            one("max", many(), Any, "the greatest of two to four values or of a list").requiring(1),
            functions::max,
        ),
        (
            one("sum", vec![list()], Any, "the sum of a list of numbers, 0 when it is empty or absent"),
            functions::sum,
        ),
        (one("abs", vec![Any], Any, "a number without its sign"), number::abs),
        (
            one("round", vec![Any, Integer], Decimal, "a number to n places, halves away from zero")
                .requiring(1),
            number::round,
        ),
        (one("ratio", vec![Any, Any], Type::Fraction, "the exact fraction of two numbers"), number::ratio),
        (
            one(
                "at_least",
                vec![Any, Any, Any],
                Bool,
                "whether part of whole is at least a share such as \"2/3\"",
            ),
            number::at_least,
        ),
        (
            one(
                "more_than",
                vec![Any, Any, Any],
                Bool,
                "whether part of whole is more than a share such as \"1/2\"",
            ),
            number::more_than,
        ),
        (
            one("join", vec![list(), Text], Text, "the items of a list as one text").requiring(1),
            functions::join,
        ),
        (one("unique", vec![list()], list(), "a list without its repetitions"), functions::unique),
        (one("keys", vec![Any], Type::list(Text), "the names in a record, in order"), functions::keys),
        (
            one("values", vec![Any], list(), "the values in a record, in the order of their names"),
            functions::values,
        ),
        (one("text", vec![Any], Text, "a value as text"), functions::text),
        (
            one("push", vec![list(), Any], Type::Nothing, "puts an item at a list's end; in `run` blocks"),
            functions::push,
        ),
        (one("date", vec![Text], Date, "a date from a text such as \"2026-10-01\""), time::date),
        (one("instant", vec![Text], Instant, "an instant from a text with its offset"), time::instant),
        (
            one("days_between", vec![Date, Date], Integer, "calendar days from one date to another"),
            time::days_between,
        ),
        (
            one("plus_days", vec![Date, Integer], Date, "the date a number of calendar days later"),
            time::plus_days,
        ),
        (one("year", vec![Date], Integer, "the year of a date"), time::year),
        (one("month", vec![Date], Integer, "the month of a date, 1 to 12"), time::month),
        (one("day", vec![Date], Integer, "the day of a date within its month"), time::day_of_month),
    ]
}
