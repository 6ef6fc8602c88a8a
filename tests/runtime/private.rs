//! What nobody reads by accident, and what everybody may ask.

use crate::given::*;
use docket::runtime::{Event, Shown};
use docket::store::Claim;
use serde_json::json;

pub async fn private_fields_are_sealed_from_the_first_entry(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    send(&runtime, &case, "2", "accept").await.unwrap();
    let event = Event { name: "reply".to_owned(), data: data(json!({"note": "肝炎"})), ..Event::default() };
    runtime.send(asked("3", "clerk"), &case, event).await.unwrap();
    let stored = runtime.store().load(std::slice::from_ref(&case)).await.unwrap();
    let log = runtime.store().log(&case, 1, 10).await.unwrap();
    let everything = log
        .iter()
        .fold(stored[0].state.to_string(), |all, entry| all + String::from_utf8_lossy(&entry.bytes).as_ref());
    for secret in ["张三", "zhang", "肝炎"] {
        assert_eq!(everything.matches(secret).count(), 0, "{secret}");
    }
    let view = runtime.case(&case, Shown::Marked).await.unwrap().unwrap();
    assert_eq!(view.data["note"], json!({"$private": true}));
    let view = runtime.case(&case, Shown::Open).await.unwrap().unwrap();
    assert_eq!((&view.data["note"], &view.data["who"]["name"]), (&json!("肝炎"), &json!("张三")));
}

pub async fn what_leaves_is_sealed_under_every_name(place: Place) {
    let runtime = in_virtual_time(&place).await;
    start(&runtime, "1", "teller", json!({"secret": "肝炎"})).await.unwrap();
    if let Place::Sqlite(directory) = &place {
        for file in std::fs::read_dir(directory.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows("肝炎".len()).any(|part| part == "肝炎".as_bytes()));
        }
    }
    let now = runtime.now().await.unwrap();
    let claim = Claim { channel: None, now, lease_ms: 1, limit: 10, except: Vec::new() };
    let leaving = runtime.store().claim_outbox(&claim).await.unwrap();
    assert_eq!(leaving.len(), 2);
    for row in leaving {
        let body = row.row.body.to_string();
        assert!(!body.contains("肝炎") && body.contains("$sealed"), "{body}");
    }
}

pub async fn every_version_can_be_explained(place: Place) {
    let runtime = in_virtual_time(&place).await;
    let case = matter(&runtime, "1").await;
    send(&runtime, &case, "2", "accept").await.unwrap();
    runtime.settle_until(at("2026-09-01T00:00:00+08:00")).await.unwrap();
    let log = runtime.log(&case, 1, 10).await.unwrap();
    assert_eq!(log.len(), 3);
    for (version, word) in [(1, "received"), (2, "handling"), (3, "overdue")] {
        let why = runtime.explain(&case, version).await.unwrap().unwrap();
        assert!(why.lines.iter().any(|line| line.en.contains(word)), "{version}: {:?}", why.lines);
        assert!(why.notes.is_empty(), "{version}: {:?}", why.notes);
        assert_eq!(why.entry.hash, log[version as usize - 1].hash);
    }
    assert!(runtime.explain(&case, 4).await.unwrap().is_none());
    // Another world: the lines are derived anew and say so.
    let mut other = rules();
    other.world.versions.insert("org".to_owned(), "2".to_owned());
    runtime.publish(other).await.unwrap();
    assert_eq!(runtime.explain(&case, 2).await.unwrap().unwrap().notes.len(), 1);
}
