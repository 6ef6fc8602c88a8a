//! What an error of SQLite means.

use crate::store::Fault;

/// Primary result codes.
const TOO_BIG: i32 = 18;
const CONSTRAINT: i32 = 19;
const MISMATCH: i32 = 20;
const CORRUPT: i32 = 11;
const NOT_A_DATABASE: i32 = 26;
const ERROR: i32 = 1;

/// Whether a value itself cannot be stored, whatever else is stored.
pub fn is_of_the_value(error: &sqlx::Error) -> bool {
    matches!(code(error), Some(TOO_BIG | CONSTRAINT | MISMATCH))
}

/// Tells a database that is away, full or locked from one that says no.
pub fn fault(error: &sqlx::Error) -> Fault {
    let text = error.to_string();
    match error {
        sqlx::Error::Database(_) => match code(error) {
            Some(CORRUPT | NOT_A_DATABASE | ERROR | CONSTRAINT) => Fault::Corrupt(text),
            Some(TOO_BIG | MISMATCH) => Fault::Refused(text),
            _ => Fault::Unreachable(text),
        },
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::RowNotFound => Fault::Corrupt(text),
        _ => Fault::Unreachable(text),
    }
}

fn code(error: &sqlx::Error) -> Option<i32> {
    let extended: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(extended & 0xff)
}
