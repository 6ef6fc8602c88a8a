//! `docket document`

use super::client::{Remote, ask, read};
use super::lang::pick;
use super::{Exit, Format, out};
use crate::http::paper;
use crate::http::views::{DocumentList, DocumentView};
use docket_core::board::render::grid;
use docket_core::source::Lang;
use reqwest::Method;
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub enum Args {
    /// Lists the documents that a case has issued, and which of them were corrected.
    List(List),
    /// Shows a document that a case has issued: on the terminal, or as a page that stands alone and prints on A4.
    Show(Show),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// The case.
    case: String,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// The case.
    case: String,
    /// Which document, from 0 as it is listed; the last if absent.
    n: Option<usize>,
    /// In which form.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// Writes it to this file instead.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

/// A form of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For a terminal.
    #[default]
    Text,
    /// A page.
    Html,
    /// For programs.
    Json,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let done = match args {
        Args::List(args) => list(args, lang).await,
        Args::Show(args) => show(args, lang).await,
    };
    done.err().unwrap_or(Exit::Fine)
}

async fn list(args: List, lang: Lang) -> Result<(), Exit> {
    let answer = documents(&args.remote, &args.case, lang).await?;
    if args.format == Format::Json {
        out::json(answer.get("items").unwrap_or(&serde_json::Value::Null));
        return Ok(());
    }
    let items = read::<DocumentList>(answer, lang)?.items;
    if items.is_empty() {
        out::say(pick(lang, "还没有发出文书", "no document was issued"));
        return Ok(());
    }
    let heads = [
        ("n", true),
        (pick(lang, "文号", "number"), false),
        (pick(lang, "标题", "title"), false),
        (pick(lang, "日期", "date"), false),
        (pick(lang, "更正", "corrects"), false),
        (pick(lang, "被更正", "corrected by"), false),
    ];
    let place = |n: Option<usize>| n.map_or_else(|| "—".to_owned(), |n| n.to_string());
    let rows = items
        .into_iter()
        .map(|one| {
            let number = one.number.unwrap_or_else(|| "—".to_owned());
            let (old, newer) = (place(one.corrects), place(one.corrected_by));
            vec![one.n.to_string(), number, one.title, one.issued_on, old, newer]
        })
        .collect();
    out::data(&grid(&heads, rows).join("\n"));
    Ok(())
}

async fn documents(remote: &Remote, case: &str, lang: Lang) -> Result<serde_json::Value, Exit> {
    ask(remote, Method::GET, &["v1", "cases", case, "documents"], &[], None, None, lang).await
}

async fn show(args: Show, lang: Lang) -> Result<(), Exit> {
    let n = match args.n {
        Some(n) => n,
        None => {
            let all = read::<DocumentList>(documents(&args.remote, &args.case, lang).await?, lang)?.items;
            all.len().checked_sub(1).ok_or_else(|| {
                out::complain(pick(lang, "还没有发出文书", "no document was issued"));
                Exit::Faults
            })?
        }
    };
    let path = ["v1", "cases", &args.case, "documents", &n.to_string()];
    let answer = ask(&args.remote, Method::GET, &path, &[], None, None, lang).await?;
    let text = if args.format == Form::Json {
        serde_json::to_string_pretty(&answer).unwrap_or_default()
    } else {
        let document: DocumentView = read(answer, lang)?;
        if args.format == Form::Html { paper::html(&document, lang) } else { paper::text(&document, lang) }
    };
    out::data_to(args.out.as_deref(), &text)
}
