//! Where the rules differ from what their packs publish, and who wrote that: tables and JSON.

use super::lang::pick;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets::UTF8_BORDERS_ONLY};
use docket_core::definition::{Loaded, PieceKind, Setting};
use docket_core::model::{Text, Value};
use docket_core::source::{Lang, Sources, Span};
use serde_json::{Value as Json, json};

/// Columns of a terminal that a table takes, where its cells can be broken.
const WIDTH: u16 = 130;
/// The column that holds prose, which may be broken.
const BASIS: usize = 4;

/// Both tables. Absent: nothing differs.
pub fn tables(loaded: &Loaded, lang: Lang) -> Option<String> {
    let parts: Vec<String> = [settings(loaded, lang), replaced(loaded, lang)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn settings(loaded: &Loaded, lang: Lang) -> Option<String> {
    let settings = &loaded.adoption.settings;
    if settings.is_empty() {
        return None;
    }
    let zh = ["参数", "现值", "原值", "允许范围", "依据或来源", "写在"];
    let en = ["parameter", "value", "default", "bounds", "basis or source", "where"];
    let mut table = table(lang, zh, en);
    if let Some(column) = table.column_mut(BASIS) {
        column.set_constraint(ColumnConstraint::Boundaries {
            lower: Width::Fixed(28),
            upper: Width::Fixed(48),
        });
    }
    for setting in settings {
        let declared = &setting.declared;
        let name = format!("{}.{}", setting.pack, setting.name);
        let name = match &declared.title {
            Some(title) => format!("{name}\n{}", said(title, lang)),
            None => name,
        };
        let basis = declared.basis.as_ref().or(declared.source.as_ref());
        table.add_row([
            name,
            shown(&setting.value),
            declared.default.as_ref().map(|default| shown(&default.0)).unwrap_or_default(),
            bounds(setting, lang),
            basis.map(|basis| said(basis, lang).to_owned()).unwrap_or_default(),
            at(setting.place, &loaded.sources),
        ]);
    }
    let heading = pick(lang, "与规则包原值不同的参数", "parameters that differ from their defaults");
    Some(format!("{heading}\n{table}"))
}

fn replaced(loaded: &Loaded, lang: Lang) -> Option<String> {
    let replaced = &loaded.adoption.replaced;
    if replaced.is_empty() {
        return None;
    }
    let zh = ["流程", "部分", "名称", "写在", "原文在"];
    let en = ["workflow", "piece", "name", "where", "instead of"];
    let mut table = table(lang, zh, en);
    for one in replaced {
        table.add_row([
            format!("{}.{}", one.pack, one.workflow),
            kind(one.kind, lang).to_owned(),
            one.name.clone(),
            at(one.place, &loaded.sources),
            at(one.original, &loaded.sources),
        ]);
    }
    let heading = pick(lang, "另行编写的部分", "pieces that are written anew");
    Some(format!("{heading}\n{table}"))
}

fn table<const N: usize>(lang: Lang, zh: [&str; N], en: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH).set_header(if lang == Lang::Zh { zh } else { en });
    // A place is there to be copied, and a value to be read at a glance: neither is broken.
    for column in table.column_iter_mut() {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table
}

/// The same for programs: values as they are written, absent where nothing is declared.
pub fn json(loaded: &Loaded) -> (Json, Json) {
    let sources = &loaded.sources;
    let value = |value: &Option<Value>| value.as_ref().map(|value| value.0.clone());
    let settings = loaded.adoption.settings.iter().map(|setting| {
        let declared = &setting.declared;
        json!({
            "pack": setting.pack, "parameter": setting.name, "title": declared.title,
            "value": setting.value, "default": value(&declared.default),
            "min": value(&declared.min), "max": value(&declared.max), "values": declared.values,
            "basis": declared.basis, "source": declared.source,
            "by": setting.by, "at": place(setting.place, sources),
        })
    });
    let replaced = loaded.adoption.replaced.iter().map(|one| {
        json!({
            "pack": one.pack, "workflow": one.workflow, "kind": one.kind.word(), "name": one.name,
            "by": one.by, "at": place(one.place, sources), "instead_of": place(one.original, sources),
        })
    });
    (settings.collect(), replaced.collect())
}

fn place(span: Span, sources: &Sources) -> Json {
    let start = sources.start(span);
    json!({
        "file": sources.path(span.file),
        "line": start.map(|start| start.line), "column": start.map(|start| start.column),
    })
}

fn at(span: Span, sources: &Sources) -> String {
    let path = sources.path(span.file);
    sources
        .start(span)
        .map_or_else(|| path.to_owned(), |start| format!("{path}:{}:{}", start.line, start.column))
}

fn bounds(setting: &Setting, lang: Lang) -> String {
    let declared = &setting.declared;
    let limit = |value: &Option<Value>| value.as_ref().map(|value| shown(&value.0));
    match (limit(&declared.min), limit(&declared.max)) {
        (Some(min), Some(max)) => format!("{min} … {max}"),
        (Some(min), None) => format!("≥ {min}"),
        (None, Some(max)) => format!("≤ {max}"),
        (None, None) if !declared.values.is_empty() => declared.values.join(" | "),
        (None, None) => pick(lang, "不限", "none").to_owned(),
    }
}

const fn kind(kind: PieceKind, lang: Lang) -> &'static str {
    match kind {
        PieceKind::Escalation => pick(lang, "催办升级方案", "escalation"),
        PieceKind::Document => pick(lang, "文书", "document"),
        PieceKind::Notice => pick(lang, "通知", "notice"),
    }
}

fn said(text: &Text, lang: Lang) -> &str {
    if lang == Lang::Zh { text.zh() } else { text.en() }
}

fn shown(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
