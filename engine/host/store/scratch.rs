//! Schemas of Postgres that live for a while.

use super::Fault;
use super::postgres::execute;

/// Makes an empty schema. Its name is a plain word.
///
/// # Errors
/// [`Fault::Unreachable`] if the server does not answer or does not allow it.
pub async fn make(url: &str, name: &str) -> Result<(), Fault> {
    execute(url, format!("CREATE SCHEMA {name}")).await
}

/// Drops a schema with all that is in it.
///
/// # Errors
/// As [`make`].
pub async fn drop(url: &str, name: &str) -> Result<(), Fault> {
    execute(url, format!("DROP SCHEMA IF EXISTS {name} CASCADE")).await
}

/// The URL by which tables are looked for in a schema alone.
#[must_use]
pub fn within(url: &str, name: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}options[search_path]={name}")
}
