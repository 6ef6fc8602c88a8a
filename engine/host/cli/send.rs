//! `docket send`

use super::client::{Remote, ask, data};
use super::{Exit, out};
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case.
    case: String,
    /// The event.
    event: String,
    /// Its payload: a JSON object, or @file.
    #[arg(long, value_name = "JSON")]
    data: Option<String>,
    /// Who acts, for a token that may name somebody.
    #[arg(long)]
    by: Option<String>,
    /// The task that is completed by it.
    #[arg(long)]
    task: Option<String>,
    /// The element it is about, where a state has a region for each.
    #[arg(long)]
    region: Option<String>,
    /// When it happened, if that was before now.
    #[arg(long, value_name = "INSTANT")]
    happened: Option<String>,
    /// Refuse it if the case has moved on since this version.
    #[arg(long, value_name = "VERSION")]
    expected_version: Option<u64>,
    /// The id of the request, so that it can be repeated safely.
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let data = match data(args.data.as_deref()) {
        Ok(data) => data,
        Err(exit) => return exit,
    };
    let body = json!({
        "event": args.event, "data": data, "by": args.by, "task": args.task, "region": args.region,
        "happened": args.happened, "expected_version": args.expected_version,
    });
    let path = ["v1", "cases", &args.case, "events"];
    match ask(&args.remote, Method::POST, &path, &[], args.key.as_deref(), Some(body), lang).await {
        Ok(answer) => {
            out::json(&answer);
            Exit::Fine
        }
        Err(exit) => exit,
    }
}
