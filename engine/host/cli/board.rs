//! `docket board`

use super::client::{Remote, ask, read};
use super::lang::pick;
use super::{Exit, out};
use crate::http::PublishedBoard;
use docket_core::board::render;
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, clap::Subcommand)]
pub enum Args {
    /// Lists the boards of a server, each with its last publication.
    List(List),
    /// Publishes a board: what cases publish, read as of one instant and kept for ever.
    Publish(Publish),
    /// Shows a publication: on the terminal, as CSV, or as a page or picture that stands alone.
    Show(Show),
}

#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
pub struct Publish {
    /// The board.
    board: String,
    /// The number of the publication that this one corrects.
    #[arg(long, value_name = "N")]
    corrects: Option<u64>,
    /// The id of the request, so that it can be repeated safely.
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// The board.
    board: String,
    /// Which publication; the last if absent.
    #[arg(long, value_name = "N")]
    number: Option<u64>,
    /// In which form.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// Writes it to this file instead.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

/// A form of a publication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For a terminal.
    #[default]
    Text,
    /// For a spreadsheet.
    Csv,
    /// A page.
    Html,
    /// A picture.
    Svg,
    /// For programs.
    Json,
}

pub async fn run(args: Args, lang: Lang) -> Exit {
    let done = match args {
        Args::List(args) => list(args, lang).await,
        Args::Publish(args) => publish(args, lang).await,
        Args::Show(args) => show(args, lang).await,
    };
    done.err().unwrap_or(Exit::Fine)
}

async fn list(args: List, lang: Lang) -> Result<(), Exit> {
    let answer = ask(&args.remote, Method::GET, &["v1", "boards"], &[], None, None, lang).await?;
    out::json(answer.get("items").unwrap_or(&Value::Null));
    Ok(())
}

async fn publish(args: Publish, lang: Lang) -> Result<(), Exit> {
    let path = ["v1", "boards", &args.board, "publications"];
    let body = json!({ "corrects": args.corrects });
    let answer = ask(&args.remote, Method::POST, &path, &[], args.key.as_deref(), Some(body), lang).await?;
    let published: PublishedBoard = read(answer, lang)?;
    out::data(&render::text(&published.published, lang));
    let number = published.number;
    out::say(pick(lang, &format!("第 {number} 期"), &format!("publication {number}")));
    Ok(())
}

async fn show(args: Show, lang: Lang) -> Result<(), Exit> {
    let number = args.number.map_or_else(|| "latest".to_owned(), |number| number.to_string());
    let path = ["v1", "boards", &args.board, "publications", &number];
    let answer = ask(&args.remote, Method::GET, &path, &[], None, None, lang).await?;
    let text = if args.format == Form::Json {
        serde_json::to_string_pretty(&answer).unwrap_or_default()
    } else {
        let snapshot = read::<PublishedBoard>(answer, lang)?.published;
        match args.format {
            Form::Text | Form::Json => render::text(&snapshot, lang),
            Form::Csv => render::csv(&snapshot, lang),
            Form::Html => render::html(&snapshot, lang),
            Form::Svg => render::svg(&snapshot, lang),
        }
    };
    out::data_to(args.out.as_deref(), &text)
}
