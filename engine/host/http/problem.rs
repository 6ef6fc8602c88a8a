//! Problems after RFC 9457: every answer that is not a success.

use super::lang;
use crate::store::Fault;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_core::instance::Words;
use docket_core::source::Lang;
use docket_core::step::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::problem_words::Code;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// Seconds after which a caller may try again when the database is away.
pub const RETRY_AFTER_SECONDS: u32 = 2;

/// A problem: what every refused or failed request is answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Body {
    /// A name of the kind of problem: `urn:docket:problem:` and the code.
    #[serde(rename = "type")]
    pub type_: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this very request, in words.
    pub detail: String,
    /// The kind of problem, for programs.
    pub code: String,
    /// Faults field by field, where it is the request's body that is at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Events that are possible instead, where an event was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<super::views::PossibleView>,
    /// The case that is meant: the one that holds the key, for example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The version of the case, where the expected one is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The id of the request, as in the log of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldProblem")]
pub struct Field {
    /// Its path in the body.
    pub field: String,
    /// What was expected there.
    pub expected: String,
    /// What came. Absent: nothing came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
    /// What was probably meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
}

/// What is wrong with one field, before its language is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its path in the body.
    pub field: String,
    /// What was expected there.
    pub expected: Words,
    /// What came. Absent: nothing came.
    pub got: Option<Words>,
    /// What was probably meant.
    pub did_you_mean: Option<String>,
}

impl Wrong {
    /// The same with what was probably meant.
    #[must_use]
    pub fn with_guess(self, did_you_mean: Option<String>) -> Self {
        Self { did_you_mean, ..self }
    }

    fn view(&self, language: Lang) -> Field {
        Field {
            field: self.field.clone(),
            expected: lang::pick(&self.expected, language),
            got: self.got.as_ref().map(|got| lang::pick(got, language)),
            did_you_mean: self.did_you_mean.clone(),
        }
    }
}

/// A problem on its way; the language is chosen when it is answered.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    detail: Words,
    refusal: Option<Box<Refusal>>,
    fields: Vec<Wrong>,
}

impl Problem {
    /// A problem; `detail` names what the words of the code cannot know: a name or a number, alike in every language.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self::said(code, Words::same(detail))
    }

    /// A problem whose detail is told in words.
    #[must_use]
    pub const fn said(code: Code, detail: Words) -> Self {
        Self { code, detail, refusal: None, fields: Vec::new() }
    }

    /// Faults of fields.
    #[must_use]
    pub fn of_fields(code: Code, fields: Vec<Wrong>) -> Self {
        let detail: Vec<String> = fields.iter().map(|field| field.field.clone()).collect();
        Self { code, detail: Words::same(detail.join(", ")), refusal: None, fields }
    }

    /// The same with faults of fields.
    #[must_use]
    pub fn with_fields(self, fields: Vec<Wrong>) -> Self {
        Self { fields, ..self }
    }

    /// A refusal.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        Self {
            code: Code::Refused,
            detail: Words::default(),
            refusal: Some(Box::new(refusal)),
            fields: Vec::new(),
        }
    }

    /// A fault of the database: it is away, or what it holds is unsound.
    #[must_use]
    pub fn of_store(fault: &Fault) -> Self {
        match fault {
            Fault::Clock(why) => {
                tracing::warn!(%why, "the clock cannot be set so");
                Self::said(Code::Clock, Words { zh: String::new(), en: why.clone() })
            }
            Fault::Corrupt(why) => {
                tracing::error!(%why, "what is stored cannot be read");
                Self::new(Code::Internal, String::new())
            }
            away => {
                tracing::error!(fault = %away, "the database does not answer");
                Self::new(Code::Unavailable, String::new())
            }
        }
    }

    /// Its HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.refusal.as_ref().map_or(self.code.status(), |refusal| refusal.code.status())
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.refusal.as_ref().map_or(self.code.word(), |refusal| refusal.code.word())
    }

    /// The problem in a language.
    #[must_use]
    pub fn body(&self, language: Lang) -> Body {
        let (title, detail) = match &self.refusal {
            Some(refusal) => (Code::Refused.title(language), lang::pick(&refusal.words(), language)),
            None => {
                (self.code.title(language), self.code.detail(&lang::pick(&self.detail, language), language))
            }
        };
        let argument = |name: &str| self.refusal.as_ref()?.arguments.get(name).cloned();
        let refused = self.refusal.iter().flat_map(|refusal| &refusal.fields).map(|fault| Field {
            field: fault.field.clone(),
            expected: lang::pick(&fault.expected, language),
            got: fault.got.clone(),
            did_you_mean: None,
        });
        let possible = self.refusal.iter().flat_map(|refusal| &refusal.possible);
        Body {
            type_: format!("urn:docket:problem:{}", self.code()),
            title: title.to_owned(),
            status: self.status(),
            detail,
            code: self.code().to_owned(),
            fields: self.fields.iter().map(|field| field.view(language)).chain(refused).collect(),
            possible: possible.map(|one| super::views::PossibleView::of(one, language)).collect(),
            case: argument("case"),
            version: argument("version").and_then(|version| version.parse().ok()),
            request_id: None,
        }
    }

    /// The answer in a language.
    #[must_use]
    pub fn answer(&self, language: Lang, request_id: Option<String>) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = self.body(language);
        body.request_id = request_id;
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::of_store(&fault)
    }
}

/// The outermost layer knows language and request id, and writes the body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
