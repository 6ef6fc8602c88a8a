//! A light reading of a script's text before and beside Rhai's: words and marks with their bytes.
//!
//! It finds what authors get wrong most often with a better place and better words than a parser can, refuses what
//! the language leaves out before any parser sees it, and bounds the nesting that Rhai's recursive parser meets.

use rhai::Position;

/// The shape of a lexeme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    Number,
    Text,
    Mark,
    FullWidth,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme<'t> {
    pub(super) offset: usize,
    pub(super) text: &'t str,
    pub(super) shape: Shape,
}

/// Marks of more than one character, longest first.
const MARKS: [&str; 27] = [
    "**=", "<<=", ">>=", "..=", "===", "!==", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=",
    "%=", "&=", "|=", "^=", "**", "..", "??", "?.", "=>", "->", "<<",
];

/// The half-width character meant by a full-width one.
pub(super) const fn half_width(found: char) -> Option<char> {
    Some(match found {
        '（' => '(',
        '）' => ')',
        '，' | '、' => ',',
        '；' => ';',
        '：' => ':',
        '。' => '.',
        '“' | '”' | '‘' | '’' | '「' | '」' | '＂' => '"',
        '＝' => '=',
        '＞' => '>',
        '＜' => '<',
        '！' => '!',
        '＆' => '&',
        '｜' => '|',
        '＋' => '+',
        '－' => '-',
        '＊' | '×' => '*',
        '／' | '÷' => '/',
        '％' => '%',
        '【' | '［' => '[',
        '】' | '］' => ']',
        '｛' => '{',
        '｝' => '}',
        '？' => '?',
        '≥' => '>',
        '≤' => '<',
        '\u{3000}' => ' ',
        '０' => '0',
        '１' => '1',
        '２' => '2',
        '３' => '3',
        '４' => '4',
        '５' => '5',
        '６' => '6',
        '７' => '7',
        '８' => '8',
        '９' => '9',
        _ => return None,
    })
}

fn is_word_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// All lexemes of a text. Comments and blanks are left out; an unclosed text runs to the end.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        let (length, shape) = match first {
            _ if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), None),
            _ if rest.starts_with("/*") => (rest.find("*/").map_or(rest.len(), |end| end + 2), None),
            '"' | '`' | '\'' => (quoted(rest, first), Some(Shape::Text)),
            c if c != '\u{3000}' && c.is_whitespace() => (c.len_utf8(), None),
            c if half_width(c).is_some() => (c.len_utf8(), Some(Shape::FullWidth)),
            c if is_word_start(c) => (rest.find(|c| !is_word(c)).unwrap_or(rest.len()), Some(Shape::Word)),
            c if c.is_ascii_digit() => (number(rest), Some(Shape::Number)),
            c => {
                let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
                (mark.map_or(c.len_utf8(), |mark| mark.len()), Some(Shape::Mark))
            }
        };
        if let (Some(shape), Some(piece)) = (shape, rest.get(..length)) {
            found.push(Lexeme { offset: at, text: piece, shape });
        }
        at += length.max(1);
    }
    found
}

/// The length of a quoted piece with its quotes. The code within a back-quoted text is part of the piece.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return index + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn number(rest: &str) -> usize {
    let mut end = 0;
    let mut previous = ' ';
    for (index, c) in rest.char_indices() {
        let fraction = c == '.'
            && previous.is_ascii_digit()
            && rest.get(index + 1..).and_then(|r| r.chars().next()).is_some_and(|n| n.is_ascii_digit());
        if !(c.is_alphanumeric() || c == '_' || fraction) {
            return index;
        }
        previous = c;
        end = index + c.len_utf8();
    }
    end
}

/// The byte offset of a position that Rhai gives in lines and characters; none when it gives none.
pub(super) fn offset_of(text: &str, position: Position) -> Option<usize> {
    let line = position.line()?;
    let column = position.position().unwrap_or(1);
    let mut start = 0;
    for _ in 1..line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    let rest = text.get(start..)?;
    Some(start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(index, _)| index))
}

/// How many bytes the lexeme at an offset covers.
pub(super) fn length_at(text: &str, offset: usize) -> usize {
    let Some(rest) = text.get(offset..) else { return 0 };
    // Only the lexeme itself: reading on would make many findings of a long text slow.
    match rest.chars().next() {
        Some(c) if is_word_start(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
        Some(c) if c.is_ascii_digit() => number(rest),
        Some(c @ ('"' | '`' | '\'')) => quoted(rest, c),
        Some(c) => MARKS.iter().find(|mark| rest.starts_with(**mark)).map_or(c.len_utf8(), |mark| mark.len()),
        None => 0,
    }
}
