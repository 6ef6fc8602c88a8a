//! What no case owns: definitions, what is published, tokens, sequences, the clock. Keys of cases, too.

use super::super::value::{Query, Row, bucket_of, list};
use super::cases::with_cases;
use super::*;

const TOKEN: &str = "name, secret_hash, kind, person, verbs, unit, at, expires_at, revoked";

impl<D: Database> Sql<D> {
    pub(super) async fn draw_number(&self, scope: &str) -> Result<u64, Fault> {
        let query = Query::new(
            "INSERT INTO sequence (scope, value) VALUES ($1, 1)
             ON CONFLICT (scope) DO UPDATE SET value = sequence.value + 1 RETURNING value",
        );
        first(self.write(query.with(scope)).await?, Row::count)?
            .ok_or_else(|| Fault::Corrupt("the sequence gave no number".to_owned()))
    }

    pub(super) async fn keep_definition(&self, definition: &DefinitionRow) -> Result<(), Fault> {
        let query = Query::new(
            "INSERT INTO definition (hash, workflow, body, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (hash) DO NOTHING",
        );
        let query = query.with(&definition.hash).with(definition.workflow.as_str());
        self.write(query.with(definition.body.as_str()).with(definition.at)).await.map(drop)
    }

    pub(super) async fn find_definition(&self, hash: &Hash) -> Result<Option<DefinitionRow>, Fault> {
        let query = Query::new("SELECT hash, workflow, body, at FROM definition WHERE hash = $1").with(hash);
        first(self.read(query).await?, |row| {
            Ok(DefinitionRow {
                hash: row.hash()?,
                workflow: row.text()?,
                body: row.text()?,
                at: row.instant()?,
            })
        })
    }

    pub(super) async fn publish_version(&self, new: &Publication, again: bool) -> Result<bool, Fault> {
        let publish = Query::new(
            "INSERT INTO publication (workflow, effective, hash, at)
             SELECT w, e, h, a FROM (SELECT $1 AS w, $2 AS e, $3 AS h, CAST($4 AS BIGINT) AS a) AS asked
             WHERE $5 OR NOT EXISTS (SELECT 1 FROM published p WHERE p.workflow = $1 AND p.hash = $3)
             ON CONFLICT (workflow, effective) DO UPDATE SET hash = excluded.hash, at = excluded.at
             WHERE publication.hash <> excluded.hash
             RETURNING hash",
        )
        .with(new.workflow.as_str())
        .with(new.effective.as_str())
        .with(&new.hash)
        .with(new.at)
        .with(again);
        let remember = Query::new(
            "INSERT INTO published (workflow, hash, at) VALUES ($1, $2, $3) ON CONFLICT (workflow, hash) DO NOTHING",
        )
        .with(new.workflow.as_str())
        .with(&new.hash)
        .with(new.at);
        let mut queries: Vec<Query> = D::DIALECT.lock_publications.map(Query::new).into_iter().collect();
        let place = queries.len();
        queries.extend([publish.checked()?, remember]);
        let answers = self.database.write(queries).await?;
        Ok(answers.get(place).is_some_and(|rows| !rows.is_empty()))
    }

    pub(super) async fn all_publications(&self) -> Result<Vec<Publication>, Fault> {
        let query =
            Query::new("SELECT workflow, effective, hash, at FROM publication ORDER BY workflow, effective");
        all(self.read(query).await?, |row| {
            Ok(Publication {
                workflow: row.text()?,
                effective: row.text()?,
                hash: row.hash()?,
                at: row.instant()?,
            })
        })
    }

    pub(super) async fn keep_token(&self, token: &TokenRow) -> Result<(), Fault> {
        let query = Query::new(format!(
            "INSERT INTO token ({TOKEN}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (name) DO UPDATE SET secret_hash = excluded.secret_hash, kind = excluded.kind,
                 person = excluded.person, verbs = excluded.verbs, unit = excluded.unit, at = excluded.at,
                 expires_at = excluded.expires_at, revoked = excluded.revoked"
        ))
        .with(token.name.as_str())
        .with(&token.secret_hash)
        .with(token.kind.as_str())
        .with(token.person.clone())
        .with(list(&token.verbs))
        .with(token.unit.clone())
        .with(token.at)
        .with(token.expires_at)
        .with(token.revoked);
        self.write(query).await.map(drop)
    }

    pub(super) async fn find_token(&self, secret_hash: &Hash) -> Result<Option<TokenRow>, Fault> {
        let query =
            Query::new(format!("SELECT {TOKEN} FROM token WHERE secret_hash = $1 AND revoked = FALSE"));
        let Some(token) = first(self.read(query.with(secret_hash)).await?, token)? else { return Ok(None) };
        match token.expires_at {
            Some(end) if end <= self.now().await? => Ok(None),
            _ => Ok(Some(token)),
        }
    }

    pub(super) async fn all_tokens(&self) -> Result<Vec<TokenRow>, Fault> {
        all(self.read(Query::new(format!("SELECT {TOKEN} FROM token ORDER BY name"))).await?, token)
    }

    pub(super) async fn keep_case_key(&self, case: &CaseId, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let keep = Query::new(
            "INSERT INTO case_key (bucket, case_id, sealed) VALUES ($1, $2, $3)
             ON CONFLICT (bucket, case_id) DO NOTHING",
        );
        let keep = keep.with(bucket_of(case)).with(case).with(sealed).checked()?;
        let read = Query::new("SELECT sealed FROM case_key WHERE bucket = $1 AND case_id = $2");
        let answers = self.database.write(vec![keep, read.with(bucket_of(case)).with(case)]).await?;
        first(answers.into_iter().nth(1).unwrap_or_default(), Row::bytes)?
            .ok_or_else(|| Fault::Corrupt("the key of the case was not kept".to_owned()))
    }

    pub(super) async fn keep_secret(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let keep =
            Query::new("INSERT INTO secret (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");
        let keep = keep.with(name).with(sealed).checked()?;
        let read = Query::new("SELECT sealed FROM secret WHERE name = $1").with(name);
        let answers = self.database.write(vec![keep, read]).await?;
        first(answers.into_iter().nth(1).unwrap_or_default(), Row::bytes)?
            .ok_or_else(|| Fault::Corrupt(format!("the secret `{name}` was not kept")))
    }

    pub(super) async fn find_case_keys(&self, cases: &[CaseId]) -> Result<Vec<(CaseId, Vec<u8>)>, Fault> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = (D::DIALECT.cases)(1, 2);
        let query =
            Query::new(format!("SELECT case_id, sealed FROM case_key WHERE (bucket, case_id) IN ({wanted})"));
        all(self.read(with_cases(query, cases)).await?, |row| Ok((row.case()?, row.bytes()?)))
    }

    pub(super) async fn move_clock(&self, to: Timestamp) -> Result<(), Fault> {
        if !self.is_virtual {
            return Err(Fault::Clock("the database runs by a wall clock".to_owned()));
        }
        let query = Query::new("UPDATE clock SET stands_at = $1 WHERE stands_at <= $1 RETURNING stands_at");
        if self.write(query.with(to)).await?.is_empty() {
            return Err(Fault::Clock(format!("{to} has passed already")));
        }
        Ok(())
    }
}

fn token(row: &mut Row) -> Result<TokenRow, Fault> {
    Ok(TokenRow {
        name: row.text()?,
        secret_hash: row.hash()?,
        kind: row.text()?,
        person: row.maybe_text()?,
        verbs: row.list()?,
        unit: row.maybe_text()?,
        at: row.instant()?,
        expires_at: row.maybe_instant()?,
        revoked: row.flag()?,
    })
}
