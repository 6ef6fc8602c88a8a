//! Three explanations of the ledger of key tasks: a light, a rank, an assignment.

use super::board::Ledger;
use super::{Trouble, tasks};
use crate::cli::lang::pick;
use crate::runtime::{Runtime, Shown, View};
use docket_core::board::Line;
use docket_core::model::board::Colour;
use docket_core::source::Lang;
use serde_json::Value;
use std::fmt::Write;

/// The explanations.
///
/// # Errors
/// [`Trouble`].
pub async fn told(runtime: &Runtime, board: &Ledger, lang: Lang) -> Result<String, Trouble> {
    let mut out = String::new();
    let snapshot = &board.snapshot;
    let rules = runtime.board(&snapshot.board)?;
    let why = |line: &Line| rules.why(snapshot, &line.key, lang).unwrap_or_default();
    let name = |line: &Line| if lang == Lang::Zh { line.title.zh() } else { line.title.en() }.to_owned();
    let is_red = |line: &&Line| {
        let lamp = line.light.and_then(|light| snapshot.legend.get(light));
        lamp.is_some_and(|lamp| lamp.colour == Colour::Red)
    };

    let red = snapshot.rows.iter().find(is_red);
    if let Some(line) = red {
        let _ = writeln!(out, "{}", pick(lang, "为什么亮这盏灯", "why this light"));
        let _ = writeln!(out, "  {}", name(line));
        // The first line of a reason is that of the rank.
        for reason in why(line).iter().skip(1) {
            let _ = writeln!(out, "  {reason}");
        }
    }
    let task = match red {
        Some(line) => of_unit(runtime, &line.key).await?,
        None => None,
    };
    if let Some(view) = &task {
        let stock = view.data.get("stocktakes").and_then(Value::as_array);
        for row in stock.into_iter().flatten().filter(|row| row.get("tag").is_some_and(|tag| tag == "red")) {
            let _ = writeln!(out, "  {}", stocktake(view, row, lang));
        }
    }
    let ranked = snapshot.rows.iter().rfind(|line| line.rank.is_some_and(|rank| rank > 1));
    if let Some(line) = ranked {
        let _ = writeln!(out, "\n{}", pick(lang, "为什么是这个名次", "why this rank"));
        let _ = writeln!(out, "  {}", name(line));
        for reason in why(line).iter().take(1) {
            let _ = writeln!(out, "  {reason}");
        }
    }
    if let Some(view) = &task
        && let Some(reasons) = runtime.explain(&view.id, 1).await?
    {
        let _ = writeln!(out, "\n{}", pick(lang, "为什么由他负责", "why it is theirs to do"));
        let _ = writeln!(out, "  {}", titled(view));
        let officer = tasks::officer(&view.data);
        let lines = reasons.lines.iter().map(|line| if lang == Lang::Zh { &line.zh } else { &line.en });
        for line in lines.filter(|line| line.contains(&officer)) {
            let _ = writeln!(out, "  {line}");
        }
    }
    Ok(out)
}

/// The task of a unit that has a red light.
async fn of_unit(runtime: &Runtime, unit: &str) -> Result<Option<View>, Trouble> {
    for id in tasks::cases(runtime).await? {
        let Some(view) = runtime.case(&id, Shown::Open).await? else { continue };
        if view.unit.as_deref() == Some(unit) && view.data.get("tag").is_some_and(|tag| tag == "red") {
            return Ok(Some(view));
        }
    }
    Ok(None)
}

fn titled(view: &View) -> String {
    let text = |name: &str| view.data.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", text("code"), text("title"))
}

/// One line of a ledger: what a stocktake saw, and the row of the table of colours that it fell under.
fn stocktake(view: &View, row: &Value, lang: Lang) -> String {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| row.get(name).and_then(Value::as_i64).unwrap_or_default();
    let recoverable = row.get("recoverable").and_then(Value::as_bool).unwrap_or_default();
    let (title, month, rule) = (titled(view), text("month"), text("rule"));
    let (missed, progress) = (number("missed"), number("progress"));
    match lang {
        Lang::Zh => {
            let able = if recoverable { "可以按期" } else { "难以按期" };
            format!(
                "{title}：{month} 盘点，错过节点 {missed} 个，自报进度 {progress}％，评估{able}；定色表：{rule}"
            )
        }
        Lang::En => {
            let able = if recoverable { "able" } else { "not able" };
            format!(
                "{title}: stocktake of {month}, {missed} milestone missed, {progress}% reported, assessed as {able} to finish in time; table of colours: {rule}"
            )
        }
    }
}
