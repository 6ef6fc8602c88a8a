//! Diagnostics for people and for machines.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::words::Words;
use super::{Diagnostic, File, Label, Lang, Severity, Sources, Span};

/// Columns that a line of source may take before it is cut around its mark.
const WIDTH: usize = 110;
/// Lines of one mark that are shown.
const LINES: usize = 6;

/// Every diagnostic with its place, its line, why, and what to do; then how many there were.
pub fn render(faults: &[Diagnostic], sources: &Sources, lang: Lang, colour: bool) -> String {
    let words = Words::of(lang);
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    let mut out = String::new();
    for fault in faults {
        out.push_str(&one(fault, sources, &words, &renderer));
        out.push_str("\n\n");
    }
    let count = |severity| faults.iter().filter(|f| f.severity == severity).count().to_string();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if !faults.is_empty() {
        out.push_str(&words.plain("ui-summary", &[("errors", &errors), ("warnings", &warnings)]));
        out.push('\n');
    }
    out
}

fn one(fault: &Diagnostic, sources: &Sources, words: &Words, renderer: &Renderer) -> String {
    let said = words.say(fault);
    let level = match fault.severity {
        Severity::Error => Level::ERROR.with_name(words.plain("ui-error", &[])),
        Severity::Warning => Level::WARNING.with_name(words.plain("ui-warning", &[])),
        Severity::Note => Level::NOTE.with_name(words.plain("ui-note", &[])),
    };
    let mut group = Group::with_title(level.primary_title(said.what).id(fault.code.number()));
    // Spans of one file share a snippet, so that the lines stand in order.
    let mut places: Vec<(Span, Option<Label>)> = fault.span.into_iter().map(|span| (span, None)).collect();
    places.extend(fault.related.iter().map(|(span, label)| (*span, Some(*label))));
    let mut files: Vec<_> = places.iter().map(|(span, _)| span.file).collect();
    files.dedup();
    for id in files {
        let Some(file) = sources.file(id).filter(|file| !file.text.is_empty()) else {
            continue;
        };
        let of_file = places.iter().filter(|(span, _)| span.file == id);
        group = group.element(snippet(file, of_file, words));
    }
    let place = fault.span.filter(|span| sources.text(*span).is_empty());
    if let Some(file) = place.and_then(|span| sources.file(span.file)).filter(|file| file.text.is_empty()) {
        group = group.element(annotate_snippets::Origin::path(file.path.as_str()));
    }
    let mut tail = Vec::new();
    if !said.why.is_empty() {
        tail.push((words.plain("ui-why", &[]), said.why));
    }
    if !said.help.is_empty() {
        tail.push((words.plain("ui-help", &[]), said.help));
    }
    if let Some(meant) = &fault.suggestion {
        tail.push((words.plain("ui-hint", &[]), words.plain("ui-suggestion", &[("suggestion", meant)])));
    }
    for (name, text) in tail {
        group = group.element(Level::HELP.with_name(name).message(text));
    }
    let report: &[Group<'_>] = &[group];
    renderer.render(report)
}

fn snippet<'a>(
    file: &'a File,
    places: impl Iterator<Item = &'a (Span, Option<Label>)>,
    words: &Words,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let places: Vec<_> = places.map(|(span, label)| (shown(file, *span), label)).collect();
    // Only the lines that matter go to the printer, so that a large file costs no more than a small one.
    let first = places.iter().map(|(span, _)| file.line_of(span.start)).min().unwrap_or(1);
    let last = places.iter().map(|(span, _)| file.line_of(span.end)).max().unwrap_or(first);
    let bom = if first == 1 && file.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let base = file.line_start(first).unwrap_or(0) + bom;
    let end = file.line_start(last + 1).unwrap_or(file.text.len());
    let text = file.text.get(base..end).unwrap_or("");
    let mut snippet = Snippet::source(text).path(file.path.as_str()).line_start(first).fold(true);
    for (span, label) in places {
        let range = span.start.saturating_sub(base)..span.end.saturating_sub(base);
        snippet = snippet.annotation(match label {
            None => AnnotationKind::Primary.span(range),
            Some(label) => AnnotationKind::Context.span(range).label(words.label(*label)),
        });
    }
    snippet
}

/// A mark over many lines is cut to the first few; it never ends in a line break.
fn shown(file: &File, span: Span) -> Span {
    let first = file.line_of(span.start);
    let end = match file.line_start(first + LINES) {
        Some(limit) if limit < span.end => {
            file.line(first).map_or(span.end, |line| file.line_start(first).unwrap_or(0) + line.len())
        }
        _ => span.end,
    };
    Span::new(span.file, span.start, end)
}

/// One object for each diagnostic: `code`, `severity`, `file`, `line`, `column`, `end_line`, `end_column`, `span`
/// (bytes), `message`, `why`, `help`, `suggestion`, `arguments`, `related`. Places are `null` where there are none.
pub fn to_json(faults: &[Diagnostic], sources: &Sources, lang: Lang) -> Value {
    let words = Words::of(lang);
    faults.iter().map(|fault| object(fault, sources, &words)).collect()
}

fn object(fault: &Diagnostic, sources: &Sources, words: &Words) -> Value {
    let said = words.say(fault);
    let related: Vec<Value> = fault
        .related
        .iter()
        .map(|(span, label)| {
            let mut place = place(Some(*span), sources);
            if let Value::Object(map) = &mut place {
                map.insert("message".to_owned(), words.label(*label).into());
            }
            place
        })
        .collect();
    let mut whole = place(fault.span, sources);
    if let Value::Object(map) = &mut whole {
        let rest = json!({
            "code": fault.code, "severity": fault.severity, "message": said.what, "why": said.why, "help": said.help,
            "suggestion": fault.suggestion, "arguments": fault.arguments, "related": related,
        });
        if let Value::Object(rest) = rest {
            map.extend(rest);
        }
    }
    whole
}

fn place(span: Option<Span>, sources: &Sources) -> Value {
    let start = span.and_then(|span| sources.start(span));
    let end = span.and_then(|span| sources.end(span));
    json!({
        "file": span.map(|span| sources.path(span.file)),
        "line": start.map(|p| p.line), "column": start.map(|p| p.column),
        "end_line": end.map(|p| p.line), "end_column": end.map(|p| p.column),
        "span": span.map(|span| json!({ "start": span.start, "end": span.end })),
    })
}
