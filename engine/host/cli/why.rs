//! `docket why`

use super::client::{Remote, ask};
use super::{Exit, Format, out};
use docket_core::source::Lang;
use reqwest::Method;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case.
    case: String,
    /// The deadline or obligation; all that run if absent.
    deadline: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    remote: Remote,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let query: Vec<(&str, String)> = args.deadline.iter().map(|clock| ("clock", clock.clone())).collect();
    let path = ["v1", "cases", &args.case, "why"];
    let answer = match ask(&args.remote, Method::GET, &path, &query, None, None, lang).await {
        Ok(answer) => answer,
        Err(exit) => return exit,
    };
    match args.format {
        Format::Json => out::json(&answer),
        Format::Human => {
            let all = ["clocks", "obligations"].into_iter().filter_map(|key| answer.get(key)?.as_array());
            for line in all.flatten().filter_map(|clock| clock.get("lines")?.as_array()).flatten() {
                out::data(line.as_str().unwrap_or_default());
            }
        }
    }
    Exit::Fine
}
