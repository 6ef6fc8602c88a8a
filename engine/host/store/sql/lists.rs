//! Entries of lists; what writes them with the input of their case is in the commit.

use super::super::value::{Arg, Query, Row};
use super::*;

const ENTRY: &str = "list, key, case_id, declared, edition, gone_at, revision, at";

impl<D: Database> Sql<D> {
    pub(super) async fn find_entries(&self, list: &str, keys: &[String]) -> Result<Vec<ListEntry>, Fault> {
        let mut query = Query::new(format!(
            "SELECT {ENTRY} FROM list_entry WHERE list = $1 AND key IN ({}) ORDER BY key",
            (D::DIALECT.each)(2)
        ))
        .with(list);
        query.args.push(texts(keys));
        all(self.read(query).await?, entry_row)
    }

    pub(super) async fn find_list_page(&self, filter: &ListFilter) -> Result<Vec<ListEntry>, Fault> {
        let mut query = Query::new("").with(filter.list.as_str()).with(page(filter.limit));
        let mut sql = format!("SELECT {ENTRY} FROM list_entry WHERE list = $1");
        if let Some(after) = &filter.after {
            sql += &format!(" AND key > ${}", query.push(after.as_str()));
        }
        match filter.gone {
            None => {}
            Some(true) => sql += " AND gone_at IS NOT NULL",
            Some(false) => sql += " AND gone_at IS NULL",
        }
        query.sql = format!("{sql} ORDER BY key LIMIT $2").into();
        all(self.read(query).await?, entry_row)
    }

    pub(super) async fn flag(
        &self,
        list: &str,
        keys: &[String],
        gone_at: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<String>, Fault> {
        let is_new = if gone_at.is_some() { "gone_at IS NULL" } else { "gone_at IS NOT NULL" };
        let mut query = Query::new(format!(
            "UPDATE list_entry SET gone_at = CAST($2 AS BIGINT), at = $3, revision = revision + 1
             WHERE list = $1 AND key IN ({}) AND {is_new} RETURNING key",
            (D::DIALECT.each)(4)
        ))
        .with(list)
        .with(gone_at)
        .with(at);
        query.args.push(texts(keys));
        let mut changed = all(self.write(query).await?, Row::text)?;
        changed.sort();
        Ok(changed)
    }

    pub(super) async fn count_lists(&self) -> Result<Vec<ListCount>, Fault> {
        let query =
            Query::new("SELECT list, count(*), count(gone_at) FROM list_entry GROUP BY list ORDER BY list");
        all(self.read(query).await?, |row| {
            Ok(ListCount { list: row.text()?, kept: row.count()?, gone: row.count()? })
        })
    }
}

fn texts(keys: &[String]) -> Arg {
    Arg::Texts(keys.iter().cloned().map(Some).collect())
}

fn entry_row(row: &mut Row) -> Result<ListEntry, Fault> {
    Ok(ListEntry {
        list: row.text()?,
        key: row.text()?,
        case: row.case()?,
        declared: row.json()?,
        edition: row.hash()?,
        gone_at: row.maybe_instant()?,
        revision: row.count()?,
        at: row.instant()?,
    })
}
