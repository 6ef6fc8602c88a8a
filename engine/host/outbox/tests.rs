use super::answer::data;
use super::*;
use serde_json::{Value, json};

#[test]
fn the_signature_is_the_one_of_the_specification() {
    // The example of standardwebhooks.com's reference libraries.
    let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let body = br#"{"test": 2432232314}"#;
    let signature = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn a_key_is_long_enough_and_never_printed() {
    assert_eq!(Secret::parse("whsec_c2hvcnQ="), None);
    assert_eq!(Secret::parse("not base64!"), None);
    let secret = Secret::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    assert_eq!(format!("{secret:?}"), "Secret(..)");
}

#[test]
fn an_answer_becomes_data_that_a_case_can_remember() {
    let read = |text: &str| Value::Object(data(text.as_bytes()));
    assert_eq!(read(r#"{"a": 1, "b": null, "c": {"d": null}}"#), json!({"a": 1, "c": {}}));
    assert_eq!(read("[1, null]"), json!({"content": [1]}));
    assert_eq!(read("done\0"), json!({"content": "done\u{fffd}"}));
    assert_eq!(read(""), json!({}));
    assert_eq!(read("null"), json!({}));
}
