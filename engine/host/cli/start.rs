//! `docket start`

use super::client::{Remote, ask, data};
use super::{Exit, out};
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow.
    workflow: String,
    /// Its data: a JSON object, or @file.
    #[arg(long, value_name = "JSON")]
    data: Option<String>,
    /// Who acts, for a token that may name somebody.
    #[arg(long)]
    by: Option<String>,
    /// When it happened, if that was before now.
    #[arg(long, value_name = "INSTANT")]
    happened: Option<String>,
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
    let body = json!({ "workflow": args.workflow, "data": data, "by": args.by, "happened": args.happened });
    let path = ["v1", "cases"];
    match ask(&args.remote, Method::POST, &path, &[], args.key.as_deref(), Some(body), lang).await {
        Ok(answer) => {
            out::json(&answer);
            Exit::Fine
        }
        Err(exit) => exit,
    }
}
