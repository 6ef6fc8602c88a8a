//! Who calls, what they may do, and what part of the organisation they may see.

use super::problem::{Code, Problem};
use super::server::Server;
use crate::store::TokenRow;
use crate::tokens::{self, Verb};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use docket_core::instance::Actor;
use docket_core::organisation::Organisation;

/// The longest header that can be a token.
const MAX_SECRET: usize = 200;

/// The token of a request.
#[derive(Clone, Debug)]
pub struct Caller {
    token: TokenRow,
}

impl FromRequestParts<Server> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, secret) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
        let secret = secret.trim();
        if !scheme.eq_ignore_ascii_case("bearer") || secret.is_empty() || secret.len() > MAX_SECRET {
            return Err(Problem::new(Code::Unauthorized, ""));
        }
        let token = server.store().token(&tokens::hash(secret)).await?;
        let token = token.ok_or_else(|| Problem::new(Code::Unauthorized, ""))?;
        Ok(Self { token })
    }
}

impl Caller {
    /// The name of the token.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.token.name
    }

    /// Whether the token has a verb.
    #[must_use]
    pub fn may(&self, verb: Verb) -> bool {
        self.token.verbs.iter().any(|word| word == verb.word())
    }

    /// Refuses a token without a verb.
    ///
    /// # Errors
    /// 403.
    pub fn need(&self, verb: Verb) -> Result<(), Problem> {
        if self.may(verb) { Ok(()) } else { Err(Problem::new(Code::Forbidden, verb.word())) }
    }

    /// Whether the token is bound to no part of the organisation.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.token.unit.is_none()
    }

    /// The unit whose subtree the token sees. Absent: everything.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        self.token.unit.as_deref()
    }

    /// Refuses a token that sees only a part of the organisation.
    ///
    /// # Errors
    /// 403.
    pub fn need_everything(&self) -> Result<(), Problem> {
        match &self.token.unit {
            None => Ok(()),
            Some(unit) => Err(Problem::new(Code::OutOfScope, unit.clone())),
        }
    }

    /// Refuses what belongs to a unit outside the token's subtree, or to none.
    ///
    /// # Errors
    /// 403.
    pub fn need_unit(&self, unit: Option<&str>, organisation: &Organisation) -> Result<(), Problem> {
        let Some(root) = &self.token.unit else { return Ok(()) };
        match unit {
            Some(unit) if organisation.is_within(unit, root) => Ok(()),
            other => Err(Problem::new(Code::OutOfScope, other.unwrap_or("-"))),
        }
    }

    /// The units that the token sees, among those of `below`. Absent: no restriction.
    ///
    /// # Errors
    /// 403 if `below` lies outside, 400 if there is no such unit.
    pub fn units(
        &self,
        below: Option<&str>,
        organisation: &Organisation,
    ) -> Result<Option<Vec<String>>, Problem> {
        if let Some(below) = below {
            if organisation.unit(below).is_none() {
                return Err(Problem::new(Code::BadQuery, format!("unit = {below}")));
            }
            self.need_unit(Some(below), organisation)?;
        }
        let root = below.or(self.token.unit.as_deref());
        Ok(root.map(|root| organisation.subtree(root).iter().map(|unit| unit.id.clone()).collect()))
    }

    /// Who acts. A person's token acts as that person; a system's names somebody, if it has the verb `act_for`.
    ///
    /// # Errors
    /// 403.
    pub fn actor(&self, by: Option<String>) -> Result<Option<Actor>, Problem> {
        match (&self.token.person, by) {
            (Some(person), None) => Ok(Some(Actor { id: person.clone(), through: None })),
            (Some(person), Some(by)) if by == *person => Ok(Some(Actor { id: by, through: None })),
            (Some(_), Some(by)) => Err(Problem::new(Code::Forbidden, format!("by = {by}"))),
            (None, None) => Ok(None),
            (None, Some(by)) => {
                self.need(Verb::ActFor)?;
                Ok(Some(Actor { id: by, through: Some(self.token.name.clone()) }))
            }
        }
    }
}
