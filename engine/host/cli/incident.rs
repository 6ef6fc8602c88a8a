//! `docket incident`

use super::client::{Remote, ask};
use super::{Exit, out};
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::{Value, json};

#[derive(Debug, clap::Subcommand)]
pub enum Args {
    /// Lists what failed and waits for an operator, the oldest first.
    List(List),
    /// Has what failed taken again; it is settled if that succeeds.
    Retry(One),
    /// Drops what failed.
    Skip(One),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Only of this case.
    #[arg(long)]
    case: Option<String>,
    /// Only of cases of this unit and all below it.
    #[arg(long)]
    unit: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
pub struct One {
    /// The case.
    case: String,
    /// The incident, as it is listed.
    incident: String,
    /// Why.
    #[arg(long)]
    reason: Option<String>,
    /// Who acts, for a token that may name somebody.
    #[arg(long)]
    by: Option<String>,
    /// The id of the request, so that it can be repeated safely.
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let done = match args {
        Args::List(args) => list(args, lang).await,
        Args::Retry(args) => settle(args, "retry", lang).await,
        Args::Skip(args) => settle(args, "skip", lang).await,
    };
    done.err().unwrap_or(Exit::Fine)
}

async fn list(args: List, lang: Lang) -> Result<(), Exit> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let named = [("case", &args.case), ("unit", &args.unit), ("after", &after)];
        let query: Vec<_> =
            named.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
        let page = ask(&args.remote, Method::GET, &["v1", "incidents"], &query, None, None, lang).await?;
        all.extend(page.get("items").and_then(Value::as_array).into_iter().flatten().cloned());
        after = page.get("next").and_then(Value::as_str).map(str::to_owned);
        if after.is_none() {
            out::json(&Value::Array(all));
            return Ok(());
        }
    }
}

async fn settle(args: One, verb: &str, lang: Lang) -> Result<(), Exit> {
    let path = ["v1", "incidents", &args.case, &args.incident, verb];
    let body = json!({ "reason": args.reason, "by": args.by });
    let answer = ask(&args.remote, Method::POST, &path, &[], args.key.as_deref(), Some(body), lang).await?;
    out::json(&answer);
    Ok(())
}
