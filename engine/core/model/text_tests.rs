use super::Text;

fn read(json: &str) -> Result<Text, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

#[test]
fn one_text_for_all_or_one_for_each_language() {
    let plain = read(r#""登记""#).unwrap();
    assert_eq!((plain.zh(), plain.en()), ("登记", "登记"));
    let both = read(r#"{"zh":"登记","en":"Registration"}"#).unwrap();
    assert_eq!((both.zh(), both.en()), ("登记", "Registration"));
    let one = read(r#"{"en":"Registration"}"#).unwrap();
    assert_eq!((one.zh(), one.to_string().as_str()), ("Registration", "Registration"));
    for text in [plain, both, one] {
        assert_eq!(read(&serde_json::to_string(&text).unwrap()).unwrap(), text);
    }
}

#[test]
fn what_is_no_text_is_refused_by_reader_and_schema() {
    let schema = schemars::schema_for!(Text).to_value();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for json in ["{}", r#"{"fr":"x"}"#, r#"{"zh":1}"#, "[]", "7", r#""x""#, r#"{"zh":"x"}"#] {
        let valid = validator.is_valid(&serde_json::from_str(json).unwrap());
        assert_eq!(valid, read(json).is_ok(), "{json}");
    }
    assert!(read(r#"{"zh":"x","zh":"y"}"#).unwrap_err().contains("duplicate"));
}
