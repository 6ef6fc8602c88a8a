//! What an error of Postgres means.

use crate::store::Fault;

/// What is to be done about an error within a commit.
pub enum Trouble {
    /// One member of the batch cannot be stored.
    Member(String),
    /// The transaction lost against another one; it may be tried again.
    Again(String),
    /// Nothing can be stored at all.
    Fault(Fault),
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        let code = code(&error);
        match code.get(..2) {
            // Data exception, integrity violation, program limit.
            Some("22" | "23" | "54") => Self::Member(error.to_string()),
            // Serialisation failure and deadlock; a lock that was not to be had.
            Some("40") => Self::Again(error.to_string()),
            _ if code == "55P03" => Self::Again(error.to_string()),
            _ => Self::Fault(fault(&error)),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Tells a server that is away from one that says no.
pub fn fault(error: &sqlx::Error) -> Fault {
    let code = code(error);
    let text = error.to_string();
    match error {
        // Connection, resources, operator's intervention, system, transaction lost; an unreadable answer counts as none.
        sqlx::Error::Database(_) => match code.get(..2) {
            Some("08" | "53" | "57" | "58" | "40") => Fault::Unreachable(text),
            // No such database, no such user, wrong password: nothing was reached either.
            Some("28" | "3D") => Fault::Unreachable(text),
            Some("22") => Fault::Refused(text),
            _ => Fault::Corrupt(text),
        },
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::RowNotFound => Fault::Corrupt(text),
        _ => Fault::Unreachable(text),
    }
}

fn code(error: &sqlx::Error) -> String {
    error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
}
