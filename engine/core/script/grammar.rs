//! What is wrong with the grammar of a script, as data: words for it are made in every language elsewhere.

use super::engine::Engine;
use super::finding::{Finding, FindingKind};
use super::scan::{Lexeme, Shape, length_at, lexemes, offset_of};
use rhai::{LexError, ParseErrorType, Position};

/// How a text departs from the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grammar {
    /// There is no expression.
    Empty,
    /// It ends before it is complete.
    EndsEarly,
    /// A bracket is not closed.
    BracketOpen,
    /// A bracket is closed that was not opened.
    BracketExtra,
    /// Two values stand side by side.
    OperatorMissing,
    /// An operator has nothing in front of it.
    ValueMissing,
    /// Two arguments or items stand side by side.
    CommaMissing,
    /// A comma stands where nothing is listed.
    CommaExtra,
    /// Several values stand in round brackets.
    ListBrackets,
    /// A text is not closed.
    QuoteOpen,
    /// A text stands in single quotes.
    SingleQuotes,
    /// A backslash in a text is followed by a letter that means nothing.
    Escape,
    /// Letters stand right behind a number.
    NumberUnit,
    /// A number is not well formed.
    Number,
    /// A word or mark of another language.
    WrittenAs,
    /// A whole expression begins with an equal sign where none is needed.
    EqualsSign,
    /// A line of a `run` block does not end.
    SemicolonMissing,
    /// A semicolon stands in an expression.
    SemicolonExtra,
    /// `if`, `for` or `while` is not followed by braces.
    Braces,
    /// A choice is written with a question mark.
    QuestionMark,
    /// A name is missing, as behind a dot.
    NameMissing,
    /// A colon is missing in `#{ }`.
    ColonMissing,
    /// A name stands twice in `#{ }`.
    NamedTwice,
    /// What stands left of an equal sign cannot be assigned to.
    NotAssignable,
    /// `break` or `continue` outside of a loop.
    OutsideLoop,
    /// The script or a text of it is too long.
    TooLong,
    /// Anything else.
    Other,
}

impl Grammar {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Empty,
        Self::EndsEarly,
        Self::BracketOpen,
        Self::BracketExtra,
        Self::OperatorMissing,
        Self::ValueMissing,
        Self::CommaMissing,
        Self::CommaExtra,
        Self::ListBrackets,
        Self::QuoteOpen,
        Self::SingleQuotes,
        Self::Escape,
        Self::NumberUnit,
        Self::Number,
        Self::WrittenAs,
        Self::EqualsSign,
        Self::SemicolonMissing,
        Self::SemicolonExtra,
        Self::Braces,
        Self::QuestionMark,
        Self::NameMissing,
        Self::ColonMissing,
        Self::NamedTwice,
        Self::NotAssignable,
        Self::OutsideLoop,
        Self::TooLong,
        Self::Other,
    ];

    /// Its word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::EndsEarly => "ends_early",
            Self::BracketOpen => "bracket_open",
            Self::BracketExtra => "bracket_extra",
            Self::OperatorMissing => "operator_missing",
            Self::ValueMissing => "value_missing",
            Self::CommaMissing => "comma_missing",
            Self::CommaExtra => "comma_extra",
            Self::ListBrackets => "list_brackets",
            Self::QuoteOpen => "quote_open",
            Self::SingleQuotes => "single_quotes",
            Self::Escape => "escape",
            Self::NumberUnit => "number_unit",
            Self::Number => "number",
            Self::WrittenAs => "written_as",
            Self::EqualsSign => "equals_sign",
            Self::SemicolonMissing => "semicolon_missing",
            Self::SemicolonExtra => "semicolon_extra",
            Self::Braces => "braces",
            Self::QuestionMark => "question_mark",
            Self::NameMissing => "name_missing",
            Self::ColonMissing => "colon_missing",
            Self::NamedTwice => "named_twice",
            Self::NotAssignable => "not_assignable",
            Self::OutsideLoop => "outside_loop",
            Self::TooLong => "too_long",
            Self::Other => "other",
        }
    }

    /// A finding about a piece of text.
    pub(super) fn fault(self, got: &str) -> FindingKind {
        let expected = String::new();
        FindingKind::Syntax { grammar: self, got: short(got), expected, suggestion: None }
    }

    /// A finding about a mark that is missing.
    fn missing(self, got: &str, expected: &str) -> FindingKind {
        let (got, expected) = (short(got), expected.to_owned());
        FindingKind::Syntax { grammar: self, got, expected, suggestion: None }
    }

    /// A finding about something that is written in another way.
    pub(super) fn written(self, got: &str, expected: &str) -> FindingKind {
        let (got, expected) = (short(got), expected.to_owned());
        FindingKind::Syntax { grammar: self, got, suggestion: Some(expected.clone()), expected }
    }
}

/// A piece of text as a message shows it.
fn short(text: &str) -> String {
    match text.char_indices().nth(30) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl Engine {
    /// What a parser's error means for the author, at its place.
    pub(super) fn plain(&self, text: &str, error: &ParseErrorType, position: Position) -> Finding {
        use ParseErrorType as P;
        let end = text.trim_end().len();
        let offset = offset_of(text, position).unwrap_or(end).min(end);
        let length = length_at(text, offset).min(end - offset);
        let got = text.get(offset..offset + length).unwrap_or_default();
        let kind = match error {
            P::ExprTooDeep => FindingKind::TooDeep { limit: self.limits().expression_depth },
            P::LiteralTooLarge(_, limit) => FindingKind::TooLong { limit: *limit },
            P::Reserved(word) => FindingKind::Forbidden { construct: word.clone() },
            P::BadInput(LexError::UnterminatedString) => Grammar::QuoteOpen.missing(got, "\""),
            P::BadInput(LexError::MalformedEscapeSequence(escape)) => Grammar::Escape.fault(escape),
            P::BadInput(LexError::MalformedNumber(_)) => Grammar::Number.fault(got),
            P::BadInput(LexError::MalformedChar(_)) => Grammar::SingleQuotes.fault(got),
            // Within `if` of a `run` block, where an assignment may stand elsewhere.
            P::BadInput(LexError::ImproperSymbol(mark, _)) if mark == "=" => FindingKind::EqualsMeant,
            P::UnexpectedEOF => Grammar::EndsEarly.fault(""),
            P::UnknownOperator(mark) if mark == "?" => Grammar::QuestionMark.fault(got),
            P::MissingToken(token, _) => missing(text, offset, token, got),
            P::PropertyExpected | P::VariableExpected => Grammar::NameMissing.fault(got),
            P::DuplicatedProperty(name) => Grammar::NamedTwice.fault(name),
            P::AssignmentToConstant(_) | P::AssignmentToInvalidLHS(_) => Grammar::NotAssignable.fault(got),
            P::LoopBreak => Grammar::OutsideLoop.fault(got),
            _ => unexpected(text, offset, got),
        };
        Finding { offset, length, kind }
    }
}

/// The lexemes in front of a place and at it.
fn around(text: &str, offset: usize) -> (Vec<Lexeme<'_>>, Option<Lexeme<'_>>) {
    let mut before = Vec::new();
    for lexeme in lexemes(text) {
        if lexeme.offset >= offset {
            return (before, Some(lexeme));
        }
        before.push(lexeme);
    }
    (before, None)
}

fn is_value(lexeme: &Lexeme<'_>) -> bool {
    matches!(lexeme.shape, Shape::Word | Shape::Number | Shape::Text) && !is_keyword(lexeme.text)
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "in" | "if" | "else" | "for" | "while" | "let" | "return")
}

/// Whether a value ends with the lexeme.
fn ends_value(lexeme: &Lexeme<'_>) -> bool {
    is_value(lexeme) || matches!(lexeme.text, ")" | "]" | "}")
}

/// A mark that the parser misses.
fn missing(text: &str, offset: usize, token: &str, got: &str) -> FindingKind {
    let (before, at) = around(text, offset);
    let open = |open: &str, close: &str| {
        let count = |mark: &str| before.iter().filter(|lexeme| lexeme.text == mark).count();
        count(open) > count(close)
    };
    match token {
        ")" if got == "," => Grammar::ListBrackets.missing(got, "[ ]"),
        // A value behind a value: the bracket is not what is missing.
        ")" | "]" | "}" if at.is_some() => unexpected(text, offset, got),
        ")" | "]" | "}" => Grammar::BracketOpen.missing(got, token),
        "," => match written_as(got) {
            Some(kind) => kind,
            None if at.is_none() => Grammar::BracketOpen.missing(got, ")"),
            None => Grammar::CommaMissing.missing(got, token),
        },
        ";" if at.is_none() && (open("{", "}") || open("#{", "}")) => Grammar::BracketOpen.missing(got, "}"),
        ";" => Grammar::SemicolonMissing.missing(got, token),
        "{" => Grammar::Braces.missing(got, token),
        ":" => Grammar::ColonMissing.missing(got, token),
        _ => unexpected(text, offset, got),
    }
}

/// Words that people write for operators.
fn written_as(word: &str) -> Option<FindingKind> {
    let operator = match word {
        "and" | "AND" | "且" | "并且" => "&&",
        "or" | "OR" | "或" | "或者" => "||",
        "not" | "NOT" | "非" => "!",
        "is" | "等于" => "==",
        "不等于" => "!=",
        "大于" => ">",
        "小于" => "<",
        _ => return None,
    };
    Some(Grammar::WrittenAs.written(word, operator))
}

/// Something that stands where nothing of its kind can.
fn unexpected(text: &str, offset: usize, got: &str) -> FindingKind {
    let (before, at) = around(text, offset);
    let last = before.last();
    if let Some(kind) = written_as(got) {
        return kind;
    }
    // `not open`: the word in front is what is wrong.
    if let Some(kind) = last.filter(|last| matches!(last.text, "not" | "NOT" | "非")) {
        return Grammar::WrittenAs.written(kind.text, "!");
    }
    match got {
        "" => return Grammar::EndsEarly.fault(got),
        ")" | "]" | "}" => {
            // Behind an operator, a value is missing rather than a bracket too much.
            return match last {
                Some(last) if last.shape == Shape::Mark && !ends_value(last) && last.text != "(" => {
                    Grammar::EndsEarly.fault(last.text)
                }
                _ => Grammar::BracketExtra.fault(got),
            };
        }
        "," | "、" => return Grammar::CommaExtra.fault(got),
        ";" => return Grammar::SemicolonExtra.fault(got),
        _ => {}
    }
    // The letters behind a number are read as a part of it.
    if let Some(last) =
        last.filter(|last| last.shape == Shape::Number && last.offset + last.text.len() > offset)
    {
        let letters = last.text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        return Grammar::NumberUnit.fault(letters);
    }
    let Some(at) = at.filter(|at| at.offset == offset) else { return Grammar::Other.fault(got) };
    match last {
        Some(last) if ends_value(last) && (is_value(&at) || matches!(at.text, "(" | "[" | "#{" | "!")) => {
            Grammar::OperatorMissing.fault(at.text)
        }
        last if at.shape == Shape::Mark
            && !matches!(at.text, "(" | "[" | "{" | "#{")
            && last.is_none_or(|last| !ends_value(last)) =>
        {
            Grammar::ValueMissing.fault(at.text)
        }
        _ => Grammar::Other.fault(got),
    }
}
