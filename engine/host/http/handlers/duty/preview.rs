//! What a change would do, before it is made.

use super::super::super::ask::Body;
use super::super::super::body::Asked;
use super::super::super::caller::Caller;
use super::super::super::fields::Fields;
use super::super::super::problem::{Code, Problem, Wrong};
use super::super::super::server::Server;
use super::super::super::views::DutyPreview;
use super::apart;
use super::look::Look;
use axum::Json;
use axum::extract::{Path, State};
use docket_core::instance::Words;
use docket_core::rotation::{Change, Refusal, Rotation};
use docket_core::source::Lang;
use serde_json::Value;

impl Body for Change {
    fn read(body: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body)?;
        let change = Self {
            id: fields.needed("id"),
            rotation: fields.text("rotation"),
            unit: fields.text("unit"),
            reason: fields.words("reason"),
            requested: fields.shaped("requested"),
            accepted: fields.shaped("accepted"),
            approved: fields.shaped("approved"),
            withdrawn: fields.shaped("withdrawn"),
            override_: fields.shaped("override"),
            swap: fields.shaped("swap"),
            leave: fields.shaped("leave"),
            temporary: fields.shaped("temporary"),
            recorded: fields.shaped("recorded"),
        };
        fields.finish()?;
        Ok(change)
    }
}

/// `POST /v1/duty/{rotation}/preview`
pub async fn preview(
    State(server): State<Server>,
    caller: Caller,
    Path(rotation): Path<String>,
    Asked(mut change): Asked<Change>,
) -> Result<Json<DutyPreview>, Problem> {
    let of_all = change.leave.is_some() && change.unit.is_none();
    let look = Look::open(&server, &caller, &rotation, None).await?;
    let known = look.known()?;
    match &change.rotation {
        Some(other) if *other != rotation => {
            let expected = Words::same(rotation.clone());
            let field = Wrong {
                field: "rotation".to_owned(),
                expected,
                got: Some(Words::same(other.chars().take(100).collect::<String>())),
                did_you_mean: None,
            };
            return Err(Problem::of_fields(Code::BadRequest, vec![field]));
        }
        Some(_) => {}
        // A leave without a rotation is of all of them.
        None if of_all => {}
        None => change.rotation = Some(rotation.clone()),
    }
    let look = if of_all && !is_only(known) {
        // It touches every roster of the person.
        caller.need_everything()?;
        look
    } else {
        Look::at(&server, &caller, &rotation, change.unit.clone()).await?
    };
    let now = server.runtime().now().await?;
    apart(move || match look.duty().preview(&change, now) {
        Ok(preview) => Ok(Json(look.previewed(preview))),
        Err(refusals) => Err(refused(&change, &refusals)),
    })
    .await
}

fn is_only(rotation: &Rotation) -> bool {
    rotation.units().count() == 1
}

/// Everything that speaks against a change, each at its field.
fn refused(change: &Change, refusals: &[Refusal]) -> Problem {
    let body = serde_json::to_value(change).unwrap_or_default();
    let words = |refusal: &Refusal| Words { zh: refusal.words(Lang::Zh), en: refusal.words(Lang::En) };
    let fields = refusals.iter().map(|refusal| {
        let person = person(refusal);
        let found = person.and_then(|person| place(&body, person));
        let field = found.or_else(|| change.word().map(str::to_owned)).unwrap_or_else(|| "$".to_owned());
        Wrong { field, expected: words(refusal), got: person.map(Words::same), did_you_mean: None }
    });
    let all = |lang: Lang| refusals.iter().map(|refusal| refusal.words(lang)).collect::<Vec<_>>();
    let said = Words { zh: all(Lang::Zh).join("；"), en: all(Lang::En).join("; ") };
    Problem::said(Code::Refused, said).with_fields(fields.collect())
}

/// Of whom a refusal speaks.
fn person(refusal: &Refusal) -> Option<&str> {
    match refusal {
        Refusal::UnknownPerson { person }
        | Refusal::NotEligible { person, .. }
        | Refusal::NotOnDuty { person, .. } => Some(person),
        Refusal::Rest { person, .. } | Refusal::SamePerson { person, .. } => Some(person),
        _ => None,
    }
}

/// Where in a change a person stands; who decided it is not meant.
fn place(body: &Value, person: &str) -> Option<String> {
    match body {
        Value::String(text) => (text == person).then(String::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| place(item, person).map(|inner| format!("[{index}]{inner}"))),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let acts = [
                "id",
                "requested",
                "accepted",
                "approved",
                "withdrawn",
                "rotation",
                "unit",
                "reason",
                "slot",
            ];
            if acts.contains(&name.as_str()) {
                return None;
            }
            let inner = place(value, person)?;
            let dot = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
            Some(format!("{name}{dot}{inner}"))
        }),
        _ => None,
    }
}
