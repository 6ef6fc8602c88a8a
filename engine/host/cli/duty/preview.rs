//! `docket duty preview`

use super::ask::Asked;
use super::tell::counted;
use super::{Failure, Format, Proposed};
use crate::cli::{Exit, out};
use docket_core::rotation::Changes;
use docket_core::source::Lang;
use serde_json::{Value, json};

pub(super) fn preview(asked: &Asked<'_>, args: &Proposed) -> Result<Exit, Failure> {
    let at = asked.time(&args.at, false)?;
    let known = asked.list.iter().find(|change| change.id == args.change);
    let change = known.ok_or_else(|| Failure::Change(args.change.clone()))?;
    let mut others = asked.list.clone();
    others.retain(|other| other.id != change.id);
    let (others, _) = Changes::compile(others, &asked.rotations);
    let json = asked.place.format == Format::Json;
    match asked.rotations.view(&others).preview(change, at) {
        Ok(preview) if json => {
            out::json(&json!({ "allowed": true, "preview": preview }));
            Ok(Exit::Fine)
        }
        Ok(preview) => {
            for one in &preview.moves {
                let (from, to) = (one.from.strftime("%Y-%m-%d %H:%M"), one.to.strftime("%Y-%m-%d %H:%M"));
                let (before, after) = (asked.people(&one.before), asked.people(&one.after));
                out::data(&format!("{from}  {to}  {} {}  {before} → {after}", one.unit, one.slot));
            }
            for one in &preview.fairness {
                let (before, after) = (counted(&one.before, asked.lang), counted(&one.after, asked.lang));
                out::data(&format!("{}  {before}\n  → {after}", asked.person(&one.person)));
            }
            if preview.moves.is_empty() {
                out::data(match asked.lang {
                    Lang::Zh => "没有任何班次变化",
                    Lang::En => "no duty moves",
                });
            }
            Ok(Exit::Fine)
        }
        Err(refusals) => {
            let words: Vec<String> = refusals.iter().map(|refusal| refusal.words(asked.lang)).collect();
            if json {
                let all: Vec<Value> = refusals
                    .iter()
                    .zip(&words)
                    .map(|(refusal, words)| json!({ "refusal": refusal, "words": words }))
                    .collect();
                out::json(&json!({ "allowed": false, "refusals": all }));
            } else {
                for words in &words {
                    out::data(words);
                }
            }
            Ok(Exit::Faults)
        }
    }
}
