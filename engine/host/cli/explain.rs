//! `docket explain`

use super::client::{Remote, ask};
use super::{Exit, Format, out};
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::Value;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case.
    case: String,
    /// Which version; the latest if absent.
    #[arg(long = "case-version", value_name = "N")]
    version: Option<u64>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    remote: Remote,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let query: Vec<(&str, String)> =
        args.version.iter().map(|version| ("version", version.to_string())).collect();
    let path = ["v1", "cases", &args.case, "explain"];
    let answer = match ask(&args.remote, Method::GET, &path, &query, None, None, lang).await {
        Ok(answer) => answer,
        Err(exit) => return exit,
    };
    match args.format {
        Format::Json => out::json(&answer),
        Format::Human => {
            let lines =
                ["lines", "notes"].into_iter().filter_map(|name| answer.get(name)?.as_array()).flatten();
            for line in lines.filter_map(Value::as_str) {
                out::data(line);
            }
        }
    }
    Exit::Fine
}
