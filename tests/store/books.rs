//! What no case owns.

use crate::given::*;
use docket::store::*;

pub async fn a_definition_is_kept_as_it_was_first(given: Given) {
    let row = |body: &str| DefinitionRow {
        hash: hash("d"),
        workflow: "visit".into(),
        body: body.into(),
        at: at(1),
    };
    given.store.put_definition(&row("来访: {}\n")).await.unwrap();
    given.store.put_definition(&row("other")).await.unwrap();
    assert_eq!(given.store.definition(&hash("d")).await.unwrap(), Some(row("来访: {}\n")));
    assert_eq!(given.store.definition(&hash("e")).await.unwrap(), None);
}

pub async fn a_superseded_version_does_not_come_back_by_itself(given: Given) {
    let row = |workflow: &str, effective: &str, version: &str| Publication {
        workflow: workflow.into(),
        effective: effective.into(),
        hash: hash(version),
        at: at(1),
    };
    let (old, new) = (row("visit", "0001-01-01", "old"), row("visit", "0001-01-01", "new"));
    assert!(given.store.publish(&old, false).await.unwrap());
    assert!(!given.store.publish(&old, false).await.unwrap());
    assert!(given.store.publish(&new, false).await.unwrap());
    assert!(!given.store.publish(&old, false).await.unwrap());
    assert_eq!(given.store.publications().await.unwrap(), std::slice::from_ref(&new));
    let later = row("visit", "2027-01-01", "later");
    let other = row("petition", "0001-01-01", "old");
    assert!(given.store.publish(&later, false).await.unwrap());
    assert!(given.store.publish(&other, false).await.unwrap());
    assert_eq!(given.store.publications().await.unwrap(), [other.clone(), new, later.clone()]);
    assert!(given.store.publish(&old, true).await.unwrap());
    assert!(!given.store.publish(&old, true).await.unwrap());
    assert_eq!(given.store.publications().await.unwrap(), [other, old, later]);
}

fn token(name: &str, expires_at: Option<jiff::Timestamp>) -> TokenRow {
    TokenRow {
        name: name.into(),
        secret_hash: hash(name),
        kind: "person".into(),
        person: Some("王芳".into()),
        verbs: vec!["send".into(), "read".into()],
        unit: None,
        at: at(1),
        expires_at,
        revoked: false,
    }
}

pub async fn a_token_loses_its_power(given: Given) {
    let now = given.store.now().await.unwrap();
    let hour = jiff::SignedDuration::from_hours(1);
    let live = token("live", Some(now + hour));
    for token in [&live, &token("expired", Some(now)), &token("stolen", None)] {
        given.store.put_token(token).await.unwrap();
    }
    assert_eq!(given.store.token(&hash("live")).await.unwrap(), Some(live));
    assert_eq!(given.store.token(&hash("expired")).await.unwrap(), None);
    assert_eq!(given.store.token(&hash("unknown")).await.unwrap(), None);
    assert!(given.store.token(&hash("stolen")).await.unwrap().is_some());
    assert!(given.store.revoke_token("stolen").await.unwrap());
    assert_eq!(given.store.token(&hash("stolen")).await.unwrap(), None);
    assert!(!given.store.revoke_token("nobody").await.unwrap());
    let names: Vec<(String, bool)> =
        given.store.tokens().await.unwrap().into_iter().map(|token| (token.name, token.revoked)).collect();
    assert_eq!(names, [("expired".into(), false), ("live".into(), false), ("stolen".into(), true)]);
}

pub async fn the_first_key_of_a_case_stays(given: Given) {
    assert_eq!(given.store.case_key(&case("a"), &[1, 0, 255]).await.unwrap(), [1, 0, 255]);
    assert_eq!(given.store.case_key(&case("a"), &[2]).await.unwrap(), [1, 0, 255]);
    let keys = given.store.case_keys(&[case("b"), case("a")]).await.unwrap();
    assert_eq!(keys, [(case("a"), vec![1, 0, 255])]);
    assert_eq!(given.store.case_keys(&[]).await.unwrap(), []);
}

pub async fn the_first_secret_stays(given: Given) {
    assert_eq!(given.store.secret("ids", &[1, 0, 255]).await.unwrap(), [1, 0, 255]);
    assert_eq!(given.store.secret("ids", &[2]).await.unwrap(), [1, 0, 255]);
    assert_eq!(given.store.secret("other", &[2]).await.unwrap(), [2]);
}

pub async fn a_nul_never_reaches_the_database(given: Given) {
    assert!(matches!(given.store.draw("a\0b").await, Err(Fault::Refused(_))));
    let filter = TaskFilter { person: Some("\0".into()), limit: 1, ..Default::default() };
    assert!(matches!(given.store.tasks(&filter).await, Err(Fault::Refused(_))));
}
