use super::patch::{apply, canonical, diff};
use super::{CaseId, IdKey, NodeKey, bucket};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Documents without `null`, as a case is written.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-c]{0,3}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_patch_leads_from_one_document_to_the_other(from in document(), to in document()) {
        let mut folded = from.clone();
        apply(&mut folded, &diff(&from, &to));
        prop_assert_eq!(folded, to);
    }

    #[test]
    fn canonical_bytes_read_back(value in document()) {
        prop_assert_eq!(serde_json::from_slice::<Value>(&canonical(&value)).unwrap(), value);
    }
}

#[test]
fn nothing_changed_gives_an_empty_patch() {
    let case = json!({"a": {"b": [1, 2]}, "c": "x"});
    assert_eq!(diff(&case, &case), json!({}));
}

#[test]
fn a_repeated_start_names_the_same_case_and_another_source_does_not() {
    let first = CaseId::requested(&IdKey::STORIES, "petition", "token:hotline", "1");
    assert_eq!(first, CaseId::requested(&IdKey::STORIES, "petition", "token:hotline", "1"));
    assert_ne!(first, CaseId::requested(&IdKey::STORIES, "petition", "token:portal", "1"));
    assert_eq!(bucket(&first), bucket(&CaseId::stored(first.as_str())));
}

#[test]
fn who_does_not_know_the_key_of_the_deployment_cannot_tell_who_holds_a_case() {
    let other = IdKey::new([2; 32]);
    let keyed =
        |ids: &IdKey, who: &str, generation| CaseId::keyed(ids, "petition", who.as_bytes(), generation);
    let first = keyed(&other, "zhang", 0);
    assert_eq!(first, keyed(&other, "zhang", 0));
    assert_ne!(first, keyed(&other, "zhang", 1));
    assert_ne!(first, keyed(&other, "li", 0));
    assert_ne!(first, keyed(&IdKey::STORIES, "zhang", 0));
    let ids =
        [&other, &IdKey::STORIES].map(|ids| CaseId::requested(ids, "petition", "token:hotline", "zhang"));
    assert_ne!(ids[0], ids[1]);
    assert_eq!(format!("{other:?}"), "IdKey(..)");
    assert_eq!(
        first.as_str().rsplit_once('-').map(|(name, digits)| (name, digits.len())),
        Some(("petition", 32))
    );
}

#[test]
fn a_node_key_reads_back() {
    for text in ["handling", "vote@housing", "投票@住建局"] {
        assert_eq!(NodeKey::from(text).to_string(), text);
    }
}
