//! What is refused before a parser sees the text, and calls judged after it.

use super::Kind;
use super::engine::Engine;
use super::finding::{Finding, FindingKind};
use super::grammar::Grammar;
use super::names::Names;
use super::scan::{Lexeme, Shape, half_width, length_at, lexemes, offset_of};

/// Words of Rhai that scripts do not have.
const FORBIDDEN: [&str; 26] = [
    "fn",
    "eval",
    "import",
    "export",
    "private",
    "switch",
    "try",
    "catch",
    "throw",
    "const",
    "sleep",
    "print",
    "debug",
    "Fn",
    "call",
    "curry",
    "this",
    "async",
    "await",
    "spawn",
    "thread",
    "go",
    "sync",
    "yield",
    "goto",
    "is_shared",
];

impl Engine {
    /// Every fault that the words and marks alone show.
    pub(super) fn prescan(&self, text: &str, kind: Kind) -> Vec<Finding> {
        let limit = self.limits().script_bytes;
        if text.len() > limit {
            return vec![Finding { offset: 0, length: text.len(), kind: FindingKind::TooLong { limit } }];
        }
        if text.trim().is_empty() {
            return vec![Finding { offset: 0, length: 0, kind: Grammar::Empty.fault("") }];
        }
        let mut found = Vec::new();
        let mut depth = 0_usize;
        let mut before: Option<Lexeme<'_>> = None;
        for lexeme in lexemes(text) {
            let limit = self.limits().expression_depth;
            match lexeme.text {
                "(" | "[" | "{" | "#{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            let fault = if depth > limit {
                Some(FindingKind::TooDeep { limit })
            } else {
                refuse(&lexeme, before.as_ref(), kind)
            };
            if let Some(kind) = fault {
                let end = matches!(kind, FindingKind::TooDeep { .. });
                found.push(Finding { offset: lexeme.offset, length: lexeme.text.len(), kind });
                if end {
                    break;
                }
            }
            before = Some(lexeme);
        }
        found
    }

    /// Calls of functions that do not exist, or with a wrong number of arguments.
    pub(super) fn judge_calls(&self, text: &str, kind: Kind, names: &Names) -> Vec<Finding> {
        let mut found = Vec::new();
        for (name, arguments, position) in &names.sites {
            let offset = offset_of(text, *position).unwrap_or(0);
            let kind = match self.signature(name) {
                None => FindingKind::UnknownFunction {
                    name: name.clone(),
                    suggestion: self.nearest_function(name),
                },
                Some(_) if name == "push" && kind != Kind::Run => FindingKind::AssignmentInGuard,
                Some(known) if (known.required..=known.parameters.len()).contains(arguments) => continue,
                Some(known) => FindingKind::WrongArguments {
                    name: name.clone(),
                    expected: match (known.required, known.parameters.len()) {
                        (least, most) if least == most => most.to_string(),
                        (least, most) => format!("{least}–{most}"),
                    },
                    got: arguments.to_string(),
                },
            };
            found.push(Finding { offset, length: length_at(text, offset), kind });
        }
        found.sort_by_key(|finding| finding.offset);
        found
    }
}

/// What other languages call the absent value.
fn absent(word: &str) -> bool {
    matches!(word, "null" | "nil" | "NULL")
}

fn refuse(lexeme: &Lexeme<'_>, before: Option<&Lexeme<'_>>, kind: Kind) -> Option<FindingKind> {
    let forbidden = || Some(FindingKind::Forbidden { construct: lexeme.text.to_owned() });
    let after_dot = before.is_some_and(|before| matches!(before.text, "." | "?."));
    match (lexeme.shape, lexeme.text) {
        (Shape::FullWidth, "≥") => Some(Grammar::WrittenAs.written("≥", ">=")),
        (Shape::FullWidth, "≤") => Some(Grammar::WrittenAs.written("≤", "<=")),
        (Shape::Mark, "≠") => Some(Grammar::WrittenAs.written("≠", "!=")),
        (Shape::FullWidth, text) => {
            let found = text.chars().next()?;
            Some(FindingKind::FullWidth { found, meant: half_width(found)? })
        }
        // A property may have any name that the parser takes.
        (Shape::Word, _) if after_dot => None,
        (Shape::Word, word) if FORBIDDEN.contains(&word) => forbidden(),
        (Shape::Word, "for" | "while" | "loop" | "do") if kind != Kind::Run => {
            Some(FindingKind::LoopOutsideRun)
        }
        (Shape::Word, "let") if kind != Kind::Run => Some(FindingKind::AssignmentInGuard),
        // Texts stand in double quotes, also those of one letter, which Rhai takes for something else.
        (Shape::Text, text) if text.starts_with('\'') => {
            let inner = text.trim_matches('\'');
            Some(Grammar::SingleQuotes.written(text, &format!("\"{inner}\"")))
        }
        // A comparison whose two marks were taken apart.
        (Shape::Mark, "=") if before.is_some_and(|before| matches!(before.text, ">" | "<" | "!")) => {
            let first = before.map_or("", |before| before.text);
            Some(Grammar::WrittenAs.written(&format!("{first} ="), &format!("{first}=")))
        }
        (Shape::Mark, ">") if before.is_some_and(|before| before.text == "<") => {
            Some(Grammar::WrittenAs.written("<>", "!="))
        }
        (Shape::Mark, "=>") => Some(Grammar::WrittenAs.written("=>", ">=")),
        (Shape::Word, word) if absent(word) => Some(Grammar::WrittenAs.written(word, "()")),
        // It would cut whole numbers silently; `x = x / y` is judged.
        (Shape::Mark, "/=") => forbidden(),
        (Shape::Mark, "===" | "!==") => forbidden(),
        (Shape::Mark, "=") if kind != Kind::Run => Some(FindingKind::EqualsMeant),
        (Shape::Mark, "+=" | "-=" | "*=" | "%=" | "**=" | "<<=" | ">>=" | "&=" | "|=" | "^=")
            if kind != Kind::Run =>
        {
            Some(FindingKind::AssignmentInGuard)
        }
        _ => None,
    }
}
