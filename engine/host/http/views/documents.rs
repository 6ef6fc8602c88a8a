//! Documents that cases have issued.

use super::super::lang;
use crate::runtime::Issued;
use docket_core::instance::{CaseId, Words};
use docket_core::source::Lang;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The documents of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentList {
    /// In the order in which they were issued.
    pub items: Vec<DocumentHead>,
}

/// The head of a document issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentHead {
    /// Its place, from 0.
    pub n: usize,
    /// Its name in the definition.
    pub name: String,
    /// Its number. Absent: not numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its heading.
    pub title: String,
    /// When it was issued.
    #[schemars(with = "String")]
    pub issued_at: Timestamp,
    /// The day of its issue, where its case is at home.
    pub issued_on: String,
    /// The place of the document that it stands in place of. Absent: it corrects none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<usize>,
    /// The place of the document that stands in its place. Absent: it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<usize>,
}

/// A document issued: numbered, frozen, hashed. It never changes; what corrects it is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentView {
    /// Its case.
    pub case: String,
    /// Its place among the documents of the case, from 0.
    pub n: usize,
    /// Its name in the definition.
    pub name: String,
    /// Its number. Absent: not numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Its heading.
    pub title: String,
    /// Its text. A private value is `***` unless the token may see it.
    pub text: String,
    /// The table below the text. Absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<DocumentTable>,
    /// The unit that issues it, by name. Absent: none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Who receives it, by id.
    pub to: Vec<String>,
    /// Who receives it, by name; by id where the name is not known or the token may not see it.
    pub addressees: Vec<String>,
    /// When it was issued.
    #[schemars(with = "String")]
    pub issued_at: Timestamp,
    /// The day of its issue, where its case is at home.
    pub issued_on: String,
    /// The document that it stands in place of. Absent: it corrects none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<DocumentHead>,
    /// The document that stands in its place. Absent: it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<DocumentHead>,
    /// The hash of number, heading and text in both languages, and of unit, table and what it corrects.
    pub hash: String,
}

/// A table of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentTable {
    /// The heads of the columns.
    pub heads: Vec<String>,
    /// A cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl DocumentHead {
    /// Those of all documents of a case.
    #[must_use]
    pub fn all(documents: &[Issued], language: Lang) -> Vec<Self> {
        documents.iter().enumerate().map(|(n, one)| Self::of(n, one, language)).collect()
    }

    fn of(n: usize, issued: &Issued, language: Lang) -> Self {
        let document = &issued.document;
        Self {
            n,
            name: document.name.clone(),
            number: document.number.clone(),
            title: lang::pick(&document.title, language),
            issued_at: document.issued_at,
            issued_on: issued.issued_on.to_string(),
            corrects: document.corrects,
            corrected_by: issued.corrected_by,
        }
    }
}

impl DocumentView {
    /// A document of a case, in a language. Absent: there are not so many.
    #[must_use]
    pub fn of(case: &CaseId, documents: &[Issued], n: usize, language: Lang) -> Option<Self> {
        let issued = documents.get(n)?;
        let document = &issued.document;
        let head = |n: Option<usize>| Some(DocumentHead::of(n?, documents.get(n?)?, language));
        let cells = |row: &Vec<Words>| row.iter().map(|cell| lang::pick(cell, language)).collect();
        Some(Self {
            case: case.to_string(),
            n,
            name: document.name.clone(),
            number: document.number.clone(),
            title: lang::pick(&document.title, language),
            text: lang::pick(&document.text, language),
            table: document.table.as_ref().map(|table| DocumentTable {
                heads: cells(&table.heads),
                rows: table.rows.iter().map(cells).collect(),
            }),
            unit: issued.unit.as_ref().map(|unit| lang::pick(unit, language)),
            to: document.to.clone(),
            addressees: issued.to.clone(),
            issued_at: document.issued_at,
            issued_on: issued.issued_on.to_string(),
            corrects: head(document.corrects),
            corrected_by: head(issued.corrected_by),
            hash: document.hash.to_string(),
        })
    }
}
