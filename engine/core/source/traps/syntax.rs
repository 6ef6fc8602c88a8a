//! Names a syntax fault, and takes its lines out of the way.

use granit_parser::ErrorKind;

use super::super::parse::char_span;
use super::super::{Code, Diagnostic, FileId, Span};
use super::ascii_of;

/// The fault in the author's words: a known slip near the place if there is one, else plain syntax.
pub(in super::super) fn syntax(
    file: FileId,
    text: &str,
    at: usize,
    kind: &ErrorKind,
    unclosed: bool,
) -> Diagnostic {
    let (start, end) = line_at(text, at);
    let above = start.checked_sub(1).map(|before| line_at(text, before));
    let below = (end < text.len()).then(|| line_at(text, end + 1));
    let below = below.filter(|(start, end)| text.get(*start..*end).is_some_and(|l| l.starts_with('\t')));
    for (start, end) in [Some((start, end)), above, below].into_iter().flatten() {
        if let Some(fault) = slip(file, text, start, end) {
            return fault;
        }
    }
    let tabs = matches!(
        kind,
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation
    );
    if tabs {
        return Diagnostic::new(Code::TabIndent, char_span(file, text, at));
    }
    let (place, reason) = if unclosed { (at, "bracket") } else { told(text, at, kind) };
    let end = text.trim_end().len();
    let place = if place >= end { end.saturating_sub(1) } else { place };
    let blanks = text.get(place..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
    Diagnostic::new(Code::YamlSyntax, char_span(file, text, place + blanks)).with("reason", reason)
}

/// Where to look and why. A colon that the grammar did not expect, on a line with no other, is mostly right itself:
/// then the line above lacks its own, or this one is indented wrongly.
fn told(text: &str, at: usize, kind: &ErrorKind) -> (usize, &'static str) {
    let reason = reason(kind);
    let (start, end) = line_at(text, at);
    let line = text.get(start..end).unwrap_or("");
    if reason != "second_colon" || line.matches(": ").count() + usize::from(line.ends_with(':')) > 1 {
        return (at, reason);
    }
    let (above_start, above_end) = start.checked_sub(1).map_or((0, 0), |before| line_at(text, before));
    let above = text.get(above_start..above_end).unwrap_or("");
    let named = above.contains(": ") || above.ends_with(':') || above.trim_start().starts_with(['-', '#']);
    let indent = line.len() - line.trim_start().len();
    if named || above.trim().is_empty() {
        return (start + indent, "indent");
    }
    (above_start + (above.len() - above.trim_start().len()), "colon")
}

/// A tab in the indentation, or a full-width sign outside quotes where an ASCII one may have been meant.
fn slip(file: FileId, text: &str, start: usize, end: usize) -> Option<Diagnostic> {
    let line = text.get(start..end)?;
    let indent = line.len() - line.trim_start().len();
    let head = line.get(..indent)?;
    if let Some(tab) = head.find('\t') {
        return Some(Diagnostic::new(Code::TabIndent, Span::new(file, start + tab, start + tab + 1)));
    }
    if head.contains('\u{3000}') {
        let at = start + head.find('\u{3000}')?;
        return Some(fullwidth(file, at, '\u{3000}'));
    }
    let body = line.get(indent..)?;
    let mut quote = None;
    let mut before = ' ';
    for (at, sign) in body.char_indices() {
        match quote {
            Some(open) if open == sign => quote = None,
            Some(_) => {}
            None if matches!(sign, '"' | '\'') && !before.is_alphanumeric() => quote = Some(sign),
            None if sign == '#' && before.is_whitespace() => return None,
            None => {
                let structural = match sign {
                    // A colon that ends a first word is meant as a key's; elsewhere it is prose.
                    '：' => !body.get(..at)?.contains(": "),
                    '，' => body.contains(['[', '{']),
                    '“' => before.is_whitespace() && body.contains('”'),
                    '［' | '｛' | '－' | '＃' => before.is_whitespace(),
                    _ => false,
                };
                if structural {
                    return Some(fullwidth(file, start + indent + at, sign));
                }
            }
        }
        before = sign;
    }
    None
}

/// The finding for one full-width sign.
pub(super) fn fullwidth(file: FileId, at: usize, sign: char) -> Diagnostic {
    let expected = ascii_of(sign).unwrap_or("");
    Diagnostic::new(Code::FullwidthPunctuation, Span::new(file, at, at + sign.len_utf8()))
        .with("got", sign)
        .with("expected", expected)
        .suggest((expected != "␠").then(|| expected.to_owned()))
}

fn reason(kind: &ErrorKind) -> &'static str {
    use ErrorKind as K;
    match kind {
        K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::MisplacedFlowCollectionEnd
        | K::MismatchedFlowCollectionEnd { .. }
        | K::UnclosedFlowCollection { .. }
        | K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator => "bracket",
        K::UnclosedQuotedScalar
        | K::InvalidTrailingSingleQuotedScalar
        | K::InvalidTrailingDoubleQuotedScalar
        | K::DocumentIndicatorInQuotedScalar => "quote",
        K::UnknownQuotedScalarEscape | K::InvalidQuotedScalarHexEscape | K::InvalidUnicodeEscape => "escape",
        K::InvalidIndentation
        | K::ExpectedBlockMappingKey
        | K::ExpectedBlockSequenceEntry
        | K::InvalidQuotedScalarIndent
        | K::InvalidFlowScalarIndent
        | K::BlockSequenceEntryNotAllowed
        | K::InvalidBlockScalarIndent => "indent",
        K::SimpleKeyExpected | K::InvalidSimpleKey => "colon",
        K::MappingValueNotAllowed | K::InvalidColonPlacement | K::MappingKeyNotAllowed => "second_colon",
        K::UnexpectedCharacter { .. } | K::ExpectedNodeContent => "character",
        _ => "other",
    }
}

/// The line that holds a byte, without its break.
fn line_at(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |n| at + n);
    (start, end)
}

/// The lines to take away: the one at fault and those that are indented deeper behind it. If that line is blank
/// already (a fault that shows at the end of the text), the nearest line above that still says something.
pub(in super::super) fn region(text: &str, at: usize) -> (usize, usize) {
    let (mut start, mut end) = line_at(text, at);
    while start > 0 && text.get(start..end).is_none_or(|line| line.trim().is_empty()) {
        (start, end) = line_at(text, start - 1);
    }
    let indent = depth(text.get(start..end).unwrap_or(""));
    while end < text.len() {
        let (next_start, next_end) = line_at(text, end + 1);
        let line = text.get(next_start..next_end).unwrap_or("");
        if next_start <= end || (!line.trim().is_empty() && depth(line) <= indent) {
            break;
        }
        end = next_end;
    }
    (start, end)
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Overwrites a region with blanks; false if it was blank already.
pub(in super::super) fn blank(text: &mut String, (start, end): (usize, usize)) -> bool {
    let Some(old) = text.get(start..end) else { return false };
    if old.trim().is_empty() {
        return false;
    }
    let blanks: String = old.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(start..end, &blanks);
    true
}
