//! Many cases' commits in one transaction; one case's trouble is its own.

mod statement;

use super::super::check::refusal;
use super::super::sql::answer;
use super::super::value::{Arg, Query, bucket_of};
use super::fault::{Trouble, fault};
use super::{Commit, Outcome, Postgres};
use crate::store::Fault;
use docket_core::instance::CaseId;
use sqlx::{Postgres as Pg, Transaction};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long to wait before cases that another transaction holds are tried again; then they are conflicts.
const WAITS: [Duration; 3] = [Duration::from_millis(2), Duration::from_millis(8), Duration::from_millis(20)];
/// How often a transaction that lost against another is tried again.
const AGAIN: u32 = 5;

pub async fn commit(db: &Postgres, batch: Vec<Commit>) -> Result<Vec<Outcome>, Fault> {
    let mut outcomes: BTreeMap<usize, Outcome> = BTreeMap::new();
    let mut sound = Vec::new();
    for (place, commit) in batch.iter().enumerate() {
        match refusal(commit) {
            Some(why) => drop(outcomes.insert(place, Outcome::Rejected(why))),
            None => sound.push((place, commit)),
        }
    }
    let mut waits = WAITS.iter();
    while !sound.is_empty() {
        let wait = waits.next();
        let skipped = round(db, sound, wait.is_none(), &mut outcomes).await?;
        if let (Some(wait), false) = (wait, skipped.is_empty()) {
            tokio::time::sleep(*wait).await;
        }
        sound = skipped;
    }
    Ok((0..batch.len()).map(|place| outcomes.remove(&place).unwrap_or(Outcome::Conflict)).collect())
}

type Member<'a> = (usize, &'a Commit);

/// Commits what can be; gives back those whose cases another transaction holds, unless this is the last round.
async fn round<'a>(
    db: &Postgres,
    members: Vec<Member<'a>>,
    last: bool,
    outcomes: &mut BTreeMap<usize, Outcome>,
) -> Result<Vec<Member<'a>>, Fault> {
    let mut groups = vec![members];
    let mut skipped = Vec::new();
    let mut tries = 0;
    while let Some(mut group) = groups.pop() {
        match attempt(db, &group, last).await {
            Ok(done) => {
                skipped.extend(group.iter().filter(|(place, _)| !done.contains_key(place)));
                outcomes.extend(done);
            }
            Err(Trouble::Member(why)) => {
                // Halved until the culprit stands alone. The first half goes first: it may hold what the second needs.
                if let [(place, _)] = group.as_slice() {
                    outcomes.insert(*place, Outcome::Rejected(why));
                } else {
                    let second = group.split_off(group.len() / 2);
                    groups.extend([second, group]);
                }
            }
            Err(Trouble::Again(why)) => {
                tries += 1;
                if tries > AGAIN {
                    return Err(Fault::Unreachable(why));
                }
                groups.push(group);
            }
            Err(Trouble::Fault(fault)) => return Err(fault),
        }
    }
    Ok(skipped)
}

/// One transaction. A member without an outcome was skipped.
async fn attempt(
    db: &Postgres,
    group: &[Member<'_>],
    last: bool,
) -> Result<BTreeMap<usize, Outcome>, Trouble> {
    let mut done = BTreeMap::new();
    let mut tx = db.pool.begin().await?;
    // Before anything else is held: nobody waits for it who holds what we might wait for.
    let all: Vec<&Commit> = group.iter().map(|(_, commit)| *commit).collect();
    if let Some(lock) = statement::lock_duty(&all) {
        db.run(&mut tx, lock).await?;
    }
    for wave in waves(group) {
        let held = lock(db, &mut tx, &wave).await?;
        let (ready, skipped): (Vec<Member<'_>>, Vec<Member<'_>>) =
            wave.into_iter().partition(|(_, commit)| commit.expected.is_none() || held.contains(&commit.id));
        let mut lost = if last { skipped } else { Vec::new() };
        if !ready.is_empty() {
            let commits: Vec<&Commit> = ready.iter().map(|(_, commit)| *commit).collect();
            let won: BTreeSet<CaseId> = db
                .run(&mut tx, statement::decide(&commits))
                .await?
                .iter_mut()
                .map(super::Row::case)
                .collect::<Result<_, _>>()?;
            for (place, commit) in ready {
                if won.contains(&commit.id) {
                    done.insert(place, Outcome::Committed);
                } else {
                    lost.push((place, commit));
                }
            }
        }
        for (place, commit) in lost {
            done.insert(place, repeated(db, &mut tx, commit).await?.unwrap_or(Outcome::Conflict));
        }
    }
    // Whatever goes wrong here, the outcome is not known.
    tx.commit().await.map_err(|error| Fault::Unreachable(fault(&error).to_string()))?;
    Ok(done)
}

/// Splits commits so that no case comes twice in one statement, which would lose one of them silently. In the order
/// of ids, so that two transactions that make the same cases never wait for each other.
fn waves<'a>(group: &[Member<'a>]) -> Vec<Vec<Member<'a>>> {
    let mut waves: Vec<BTreeMap<&CaseId, Member<'a>>> = Vec::new();
    for (place, commit) in group {
        let wave = waves.iter().take_while(|wave| wave.contains_key(&commit.id)).count();
        if wave == waves.len() {
            waves.push(BTreeMap::new());
        }
        if let Some(wave) = waves.get_mut(wave) {
            wave.insert(&commit.id, (*place, commit));
        }
    }
    waves.into_iter().map(|wave| wave.into_values().collect()).collect()
}

/// Locks the rows of cases that are there and that nobody else holds, in the order of ids.
async fn lock(
    db: &Postgres,
    tx: &mut Transaction<'static, Pg>,
    wave: &[Member<'_>],
) -> Result<BTreeSet<CaseId>, Trouble> {
    let cases: Vec<&CaseId> =
        wave.iter().filter(|(_, commit)| commit.expected.is_some()).map(|(_, commit)| &commit.id).collect();
    if cases.is_empty() {
        return Ok(BTreeSet::new());
    }
    let query = Query::new(
        "SELECT i.id FROM instance i
         WHERE (i.bucket, i.id) IN (SELECT * FROM UNNEST($1::int8[], $2::text[]))
         ORDER BY i.id FOR NO KEY UPDATE OF i SKIP LOCKED",
    )
    .with(Arg::Ints(cases.iter().map(|id| Some(bucket_of(id))).collect()))
    .with(Arg::Texts(cases.iter().map(|id| Some(id.to_string())).collect()));
    let mut rows = db.run(tx, query).await?;
    Ok(rows.iter_mut().map(super::Row::case).collect::<Result<_, _>>()?)
}

/// The answer that is kept under one of the commit's event ids.
async fn repeated(
    db: &Postgres,
    tx: &mut Transaction<'static, Pg>,
    commit: &Commit,
) -> Result<Option<Outcome>, Trouble> {
    for event in &commit.events {
        let query = Query::new(
            "SELECT body, answer, version FROM event_id
             WHERE bucket = $1 AND case_id = $2 AND source = $3 AND id = $4",
        );
        let query = query
            .with(bucket_of(&commit.id))
            .with(&commit.id)
            .with(event.source.as_str())
            .with(event.id.as_str());
        if let Some(row) = db.run(tx, query).await?.first_mut() {
            return Ok(Some(Outcome::Repeated(answer(row)?)));
        }
    }
    Ok(None)
}
