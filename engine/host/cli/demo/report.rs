//! What the two months came to, and one case explained.

use super::story::Tally;
use crate::runtime::{Failure, Runtime};
use crate::store::{CaseFilter, CaseRow, NoticeFilter};
use comfy_table::{Table, presets::UTF8_BORDERS_ONLY};
use docket_core::instance::CaseId;
use docket_core::source::Lang;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A word in the reader's language.
fn say(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    if lang == Lang::Zh { zh } else { en }
}

/// Every case.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn cases(runtime: &Runtime) -> Result<Vec<CaseRow>, Failure> {
    let mut all = Vec::new();
    let mut filter = CaseFilter { limit: 500, ..CaseFilter::default() };
    loop {
        let page = runtime.search(&filter).await?;
        let Some(last) = page.last() else { return Ok(all) };
        filter.after = Some(last.id.clone());
        all.extend(page);
    }
}

/// The report as text.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn report(runtime: &Runtime, tally: &Tally, lang: Lang) -> Result<String, Failure> {
    let rows = cases(runtime).await?;
    let rules = runtime.rules();
    let mut by_state: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut lights: BTreeMap<(String, String), usize> = BTreeMap::new();
    let title = |row: &CaseRow, state: &String| {
        let versions = rules.versions.get(&row.workflow)?;
        let chart = &versions.first()?.definition.chart;
        let title = chart.by_id.get(state).and_then(|ix| chart.state(*ix).title.as_ref())?;
        Some(if lang == Lang::Zh { title.zh() } else { title.en() }.to_owned())
    };
    for row in &rows {
        let light = row.light.clone().unwrap_or_else(|| "none".to_owned());
        let states: Vec<String> =
            row.states.iter().map(|state| title(row, state).unwrap_or_else(|| state.clone())).collect();
        *by_state.entry((row.workflow.clone(), states.join(", "))).or_default() += 1;
        if !row.ended {
            *lights.entry((row.workflow.clone(), light)).or_default() += 1;
        }
    }
    let mut late = 0;
    let mut notices = NoticeFilter { limit: 500, ..NoticeFilter::default() };
    loop {
        let page = runtime.notices(&notices).await?;
        let Some(last) = page.last() else { break };
        notices.before = Some(last.at);
        notices.before_key = Some(last.key.clone());
        late +=
            page.iter().filter(|row| row.body.get("about").is_some_and(|about| about == "overdue")).count();
    }
    let mut out = String::new();
    let _ = writeln!(out, "{}", say(lang, "收到", "received"));
    let mut table = table(&[say(lang, "流程", "workflow"), say(lang, "件数", "cases")]);
    let mut received: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *received.entry(row.workflow.as_str()).or_default() += 1;
    }
    for (workflow, count) in received {
        table.add_row([workflow.to_owned(), count.to_string()]);
    }
    let _ = writeln!(out, "{table}\n\n{}", say(lang, "在哪一级化解", "settled at which level"));
    let mut table = self::table(&[say(lang, "层级", "level"), say(lang, "件数", "disputes")]);
    for (level, zh) in
        [("compound", "小区"), ("community", "社区"), ("sub-district", "街道"), ("district", "区")]
    {
        let count = tally.settled_at.get(level).copied().unwrap_or(0);
        table.add_row([say(lang, zh, level).to_owned(), count.to_string()]);
    }
    let _ = writeln!(out, "{table}\n\n{}", say(lang, "现状", "where they stand"));
    let mut table =
        self::table(&[say(lang, "流程", "workflow"), say(lang, "状态", "state"), say(lang, "件数", "cases")]);
    for ((workflow, state), count) in by_state {
        table.add_row([workflow, state, count.to_string()]);
    }
    let _ = writeln!(out, "{table}\n\n{}", say(lang, "未结事项的亮灯", "lights of open cases"));
    let mut table =
        self::table(&[say(lang, "流程", "workflow"), say(lang, "灯", "light"), say(lang, "件数", "cases")]);
    for ((workflow, light), count) in lights {
        table.add_row([workflow, light, count.to_string()]);
    }
    let _ = writeln!(out, "{table}\n");
    let (accepted, refused) = (tally.accepted, tally.refused);
    let _ = writeln!(
        out,
        "{}",
        match lang {
            Lang::Zh =>
                format!("到期催办 {late} 次；办理动作 {accepted} 次，因事项已变动被拒绝 {refused} 次"),
            Lang::En => format!(
                "{late} reminders at the end of a term; {accepted} acts of staff, {refused} refused since the case had moved on"
            ),
        }
    );
    Ok(out)
}

/// The petition with the longest history, which has most to tell.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn longest(runtime: &Runtime) -> Result<Option<CaseId>, Failure> {
    let rows = cases(runtime).await?;
    let petitions = rows.into_iter().filter(|row| row.workflow == "petition");
    Ok(petitions.max_by_key(|row| (row.version, row.id.clone())).map(|row| row.id))
}

/// A case step by step, in words.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn story(
    runtime: &Runtime,
    case: &CaseId,
    zone: &jiff::tz::TimeZone,
    lang: Lang,
) -> Result<String, Failure> {
    let mut out = String::new();
    for entry in runtime.log(case, 1, 100).await? {
        let Some(why) = runtime.explain(case, entry.version).await? else { continue };
        let at = entry.at.to_zoned_datetime(zone.clone());
        let _ = writeln!(out, "{:>3}  {}", entry.version, at.strftime("%Y-%m-%d %H:%M"));
        for line in why.lines {
            let _ = writeln!(out, "     {}", if lang == Lang::Zh { line.zh } else { line.en });
        }
    }
    Ok(out)
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_header(header);
    table
}
