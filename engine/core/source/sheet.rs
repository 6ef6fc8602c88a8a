//! CSV with a header, as spreadsheets write it: records that know their line and where each cell stands.

use csv::{Position, StringRecord, StringRecordsIntoIter};

/// What spreadsheets put before a text in UTF-8.
const MARK: char = '\u{feff}';

/// A table with its header read.
pub(crate) struct Sheet<'t> {
    text: &'t str,
    /// Bytes of the mark at the beginning.
    skip: usize,
    /// The names of the columns.
    pub(crate) header: Record,
    records: StringRecordsIntoIter<&'t [u8]>,
}

/// A record: one line, unless a quoted cell holds line breaks.
pub(crate) struct Record {
    /// The line on which it begins; the header is line 1.
    pub(crate) line: u64,
    /// The first byte of the record in the text.
    start: usize,
    cells: StringRecord,
}

/// A text that is no CSV from here on.
pub(crate) struct Unreadable {
    /// The line.
    pub(crate) line: u64,
    /// Why, in words.
    pub(crate) why: String,
}

/// Why a table cannot be opened.
pub(crate) enum Unopened {
    /// A byte is not UTF-8: its line, and where the character stands that was put in its place.
    Utf8 {
        /// The line.
        line: u64,
        /// The first byte in the text.
        start: usize,
        /// The byte after it.
        end: usize,
    },
    /// It is no CSV.
    Csv(Unreadable),
}

/// A column of a header that is not read.
pub(crate) enum Stray {
    /// Its name stands there already.
    Twice(String),
    /// Nobody knows it.
    Unknown(String),
}

/// Columns by name, with their places in a record.
pub(crate) type Header = Vec<(String, usize)>;

impl Unreadable {
    fn of(error: &csv::Error) -> Self {
        Self { line: error.position().map_or(1, Position::line), why: error.to_string() }
    }
}

impl<'t> Sheet<'t> {
    /// Reads the header of a text that was decoded, in which a mark stands for each byte that could not be.
    pub(crate) fn open(text: &'t str) -> Result<Self, Unopened> {
        if let Some(start) = text.find(char::REPLACEMENT_CHARACTER) {
            let line = 1 + text.get(..start).unwrap_or_default().matches('\n').count() as u64;
            return Err(Unopened::Utf8 { line, start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() });
        }
        Self::of(text).map_err(Unopened::Csv)
    }

    /// The columns that are known, and with their places those that are not read. An empty column at the edge of a sheet
    /// has no name and holds nothing.
    pub(crate) fn columns(&self, is_known: impl Fn(&str) -> bool) -> (Header, Vec<(usize, Stray)>) {
        let (mut header, mut strays) = (Header::new(), Vec::new());
        for (index, name) in self.header.cells().enumerate().filter(|(_, name)| !name.is_empty()) {
            if header.iter().any(|(known, _)| known == name) {
                strays.push((index, Stray::Twice(name.to_owned())));
            } else if is_known(name) {
                header.push((name.to_owned(), index));
            } else {
                strays.push((index, Stray::Unknown(name.to_owned())));
            }
        }
        (header, strays)
    }

    /// Reads the header.
    pub(crate) fn of(text: &'t str) -> Result<Self, Unreadable> {
        let rest = text.strip_prefix(MARK).unwrap_or(text);
        let skip = text.len() - rest.len();
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(rest.as_bytes());
        let cells = reader.headers().map_err(|error| Unreadable::of(&error))?.clone();
        let header = Record::of(cells, rest, skip);
        Ok(Self { text, skip, header, records: reader.into_records() })
    }

    /// The next record that is not empty.
    pub(crate) fn next(&mut self) -> Option<Result<Record, Unreadable>> {
        loop {
            let record = match self.records.next()? {
                Ok(record) => record,
                Err(error) => return Some(Err(Unreadable::of(&error))),
            };
            if record.iter().any(|cell| !cell.is_empty()) {
                let rest = self.text.get(self.skip..).unwrap_or_default();
                return Some(Ok(Record::of(record, rest, self.skip)));
            }
        }
    }
}

impl Record {
    fn of(cells: StringRecord, rest: &str, skip: usize) -> Self {
        let (byte, line) = cells
            .position()
            .map_or((0, 1), |at| (usize::try_from(at.byte()).unwrap_or(usize::MAX), at.line()));
        // The reader's position lies before the empty lines that it skips, and before the second half of a line break of
        // two.
        let breaks = rest.as_bytes().get(byte..).unwrap_or_default();
        let breaks = breaks.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let (mut before, mut lines) = (0, 0);
        for byte in breaks {
            before += 1;
            lines += u64::from(*byte == b'\n');
        }
        Self { line: line + lines, start: skip + byte + before, cells }
    }

    /// Its cells, without the blanks around them.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// How many cells it has.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The bytes of a cell in the text, counted from 0, without the blanks around it. Those of the whole record, where it
    /// has no such cell.
    pub(crate) fn place(&self, text: &str, cell: usize) -> (usize, usize) {
        let bytes = text.as_bytes();
        let (mut from, mut at, mut index, mut is_quoted) = (self.start, self.start, 0, false);
        loop {
            match bytes.get(at) {
                Some(b'"') if is_quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
                Some(b'"') if is_quoted || at == from => is_quoted = !is_quoted,
                Some(b',') if !is_quoted => {
                    if index == cell {
                        return trimmed(text, from, at);
                    }
                    (from, index) = (at + 1, index + 1);
                }
                None | Some(b'\n' | b'\r') if !is_quoted || at >= bytes.len() => {
                    let from = if index == cell { from } else { self.start };
                    return trimmed(text, from, at.min(bytes.len()));
                }
                _ => {}
            }
            at += 1;
        }
    }
}

fn trimmed(text: &str, from: usize, to: usize) -> (usize, usize) {
    let cell = text.get(from..to).unwrap_or_default();
    let start = from + (cell.len() - cell.trim_start().len());
    (start, start + cell.trim().len())
}
