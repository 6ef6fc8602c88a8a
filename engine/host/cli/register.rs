//! `docket register`

use super::client::{Remote, ask, read};
use super::lang::pick;
use super::{Exit, Format, out};
use crate::http::views::{RegisterList, RegisterRow, RegisterView};
use docket_core::board::render::grid;
use docket_core::instance::words::told;
use docket_core::source::Lang;
use reqwest::Method;
use serde_json::Value;

#[derive(Debug, clap::Subcommand)]
pub enum Args {
    /// Lists the registers of a server, each with the hash of what it says now.
    List(List),
    /// Shows a register as it is in force, or one row of it.
    Show(Show),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// The register.
    name: String,
    /// The row; all if absent.
    key: Option<String>,
    /// Only rows behind this one.
    #[arg(long, value_name = "KEY")]
    after: Option<String>,
    /// At most so many rows.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100))]
    limit: u32,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    remote: Remote,
}

/// Digits of a hash by which a register is known to people.
const DIGITS: usize = 12;

pub async fn run(args: Args, lang: Lang) -> Exit {
    let done = match args {
        Args::List(args) => list(args, lang).await,
        Args::Show(args) => show(args, lang).await,
    };
    done.err().unwrap_or(Exit::Fine)
}

async fn list(args: List, lang: Lang) -> Result<(), Exit> {
    let answer = ask(&args.remote, Method::GET, &["v1", "registers"], &[], None, None, lang).await?;
    if args.format == Format::Json {
        out::json(answer.get("items").unwrap_or(&Value::Null));
        return Ok(());
    }
    let items = read::<RegisterList>(answer, lang)?.items;
    let heads = [
        (pick(lang, "名册", "register"), false),
        (pick(lang, "名称", "title"), false),
        (pick(lang, "行数", "rows"), true),
        (pick(lang, "版本", "version"), false),
        (pick(lang, "文件", "file"), false),
    ];
    let rows = items
        .into_iter()
        .map(|one| vec![one.register, one.title, one.rows.to_string(), short(&one.version), one.file])
        .collect();
    out::data(&grid(&heads, rows).join("\n"));
    Ok(())
}

async fn show(args: Show, lang: Lang) -> Result<(), Exit> {
    let mut query = vec![("limit", args.limit.to_string())];
    query.extend(args.key.clone().map(|key| ("key", key)));
    query.extend(args.after.clone().map(|after| ("after", after)));
    let path = ["v1", "registers", &args.name];
    let answer = ask(&args.remote, Method::GET, &path, &query, None, None, lang).await?;
    if args.format == Format::Json {
        out::json(&answer);
        return Ok(());
    }
    let view: RegisterView = read(answer, lang)?;
    let about = &view.about;
    let mut lines = vec![match lang {
        Lang::Zh => format!(
            "{}（{}）：{} 行，版本 {}",
            about.title,
            about.register,
            about.rows,
            short(&about.version)
        ),
        Lang::En => format!(
            "{} ({}): {} rows, version {}",
            about.title,
            about.register,
            about.rows,
            short(&about.version)
        ),
    }];
    if let Some(basis) = &about.basis {
        lines.push(format!("{}{basis}", pick(lang, "依据：", "Basis: ")));
    }
    lines.extend(match view.items.as_slice() {
        [row] if args.key.is_some() => card(&view, row, lang),
        _ => table(&view, lang),
    });
    out::data(&lines.join("\n"));
    if let Some(next) = &view.next {
        out::say(&match lang {
            Lang::Zh => format!("还有更多：--after {next}"),
            Lang::En => format!("there is more: --after {next}"),
        });
    }
    Ok(())
}

fn short(hash: &str) -> String {
    hash.chars().take(DIGITS).collect()
}

/// A cell as people read it.
fn cell(row: &RegisterRow, name: &str, lang: Lang) -> String {
    match row.cells.get(name) {
        None | Some(Value::Null) => "—".to_owned(),
        Some(value) => told(value, lang == Lang::Zh, &|| None),
    }
}

/// Where a row comes from.
fn origin(view: &RegisterView, row: &RegisterRow) -> String {
    row.line.map_or_else(|| view.about.file.clone(), |line| format!("{}:{line}", view.about.file))
}

/// One row, a line for each column.
fn card(view: &RegisterView, row: &RegisterRow, lang: Lang) -> Vec<String> {
    let heads = [(pick(lang, "列", "column"), false), (pick(lang, "内容", "content"), false)];
    let mut rows: Vec<Vec<String>> =
        view.columns.iter().map(|column| vec![column.title.clone(), cell(row, &column.name, lang)]).collect();
    rows.push(vec![pick(lang, "出处", "from").to_owned(), origin(view, row)]);
    grid(&heads, rows)
}

/// All rows, a column for each column.
fn table(view: &RegisterView, lang: Lang) -> Vec<String> {
    let is_number = |type_: &str| ["integer", "decimal", "money"].contains(&type_);
    let mut heads: Vec<(&str, bool)> =
        view.columns.iter().map(|column| (column.title.as_str(), is_number(&column.type_))).collect();
    heads.push((pick(lang, "出处", "from"), false));
    let rows = view
        .items
        .iter()
        .map(|row| {
            let cells = view.columns.iter().map(|column| cell(row, &column.name, lang));
            cells.chain([origin(view, row)]).collect()
        })
        .collect();
    grid(&heads, rows)
}
