//! Files, and places in them.

use std::sync::Arc;

use serde::Serialize;
use unicode_width::UnicodeWidthChar;

/// Names one file of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct FileId(u32);

/// A range of bytes of one file, half-open, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A span of `file`; an end before the start counts as the start.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Self { file, start, end: end.max(start) }
    }

    /// From the start of this one to the end of the other (same file).
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.file, self.start, other.end)
    }

    /// The empty place at the start.
    #[must_use]
    pub fn head(self) -> Self {
        Self::new(self.file, self.start, self.start)
    }

    /// The empty place at the end.
    #[must_use]
    pub fn tail(self) -> Self {
        Self::new(self.file, self.end, self.end)
    }

    /// A part of a scalar's script: `len` bytes from byte `start` of the file.
    #[must_use]
    pub fn part(self, start: usize, len: usize) -> Self {
        Self::new(self.file, start, start + len)
    }
}

/// A place as a person counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// In cells of a terminal, from 1: a Chinese character takes two.
    pub display_column: usize,
}

/// One text and where it came from.
#[derive(Debug, Clone)]
pub struct File {
    /// As it was named by whoever read it.
    pub path: String,
    /// The text; broken UTF-8 is shown as U+FFFD, and a file beyond the size limit has none.
    pub text: Arc<str>,
    line_starts: Vec<usize>,
}

impl File {
    /// Splits a text into lines.
    pub fn new(path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// Number of lines; an empty text has one.
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }

    /// A line without its line break, counted from 1; `None` beyond the end.
    pub fn line(&self, line: usize) -> Option<&str> {
        let start = self.line_start(line)?;
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).map(|text| text.trim_end_matches(['\n', '\r']))
    }

    /// The first byte of a line, counted from 1.
    pub fn line_start(&self, line: usize) -> Option<usize> {
        self.line_starts.get(line.checked_sub(1)?).copied()
    }

    /// The line, from 1, that holds a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte).max(1)
    }

    /// Line and column of a byte; one beyond the end counts as the end.
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.line_of(byte);
        let start = self.line_start(line).unwrap_or(0);
        let before = self.text.get(start..byte).unwrap_or("").trim_start_matches('\u{feff}');
        let display: usize = before.chars().map(|c| c.width().unwrap_or(1)).sum();
        Position { line, column: before.chars().count() + 1, display_column: display + 1 }
    }
}

/// All files of one load.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<File>,
}

impl Sources {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a text in; the same path twice makes two files.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File::new(path, text));
        id
    }

    /// The file of an id of this very `Sources`.
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(usize::try_from(id.0).ok()?)
    }

    /// All files in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// The path of a file; empty if the id is of another `Sources`.
    pub fn path(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| file.path.as_str())
    }

    /// The text under a span; empty if it lies outside.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|file| file.text.get(span.start..span.end)).unwrap_or("")
    }

    /// Where a span starts.
    pub fn start(&self, span: Span) -> Option<Position> {
        self.file(span.file).map(|file| file.position(span.start))
    }

    /// Where a span ends (the place after its last character).
    pub fn end(&self, span: Span) -> Option<Position> {
        self.file(span.file).map(|file| file.position(span.end))
    }
}
