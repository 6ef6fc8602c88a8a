use super::*;

fn is_private(field: &str) -> bool {
    matches!(field, "name" | "phone")
}

fn sealer() -> Sealer {
    Sealer::new(&[7; KEY])
}

fn case(name: &str) -> CaseId {
    CaseId::stored(name)
}

fn of_case(name: &str) -> CaseSealer {
    let key = sealer().new_case_key(&case(name)).unwrap();
    sealer().case(&case(name), &key).unwrap()
}

fn document() -> Value {
    json!({
        "id": "visit-1",
        "name": "the workflow",
        "data": {"name": "张三", "phone": {"home": ["555"]}, "visitors": 5, "data": {"name": "inner 李四"}},
        "deferred": [{"name": "visit", "data": {"name": "王五", "reason": "noise"}}],
        "requests": [{"event": {"data": {"phone": null, "name": "赵六"}}}],
        "children": {"data": 3}
    })
}

#[test]
fn what_was_sealed_opens_again() {
    let seal = of_case("a");
    let mut sealed = document();
    seal.seal(&mut sealed, &is_private).unwrap();
    assert_ne!(sealed, document());
    seal.open(&mut sealed).unwrap();
    assert_eq!(sealed, document());
}

#[test]
fn private_values_are_sealed_wherever_they_stand_and_nothing_else_is() {
    let mut sealed = document();
    of_case("a").seal(&mut sealed, &is_private).unwrap();
    let text = sealed.to_string();
    for secret in ["张三", "555", "李四", "王五", "赵六", "home"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert_eq!((&sealed["name"], &sealed["data"]["visitors"]), (&json!("the workflow"), &json!(5)));
    assert_eq!(sealed["deferred"][0]["name"], "visit");
    assert_eq!(sealed["requests"][0]["event"]["data"]["phone"], Value::Null);
}

#[test]
fn an_unchanged_value_keeps_its_ciphertext() {
    let seal = of_case("a");
    let (mut before, mut after) = (document(), document());
    after["data"]["visitors"] = json!(6);
    after["deferred"] = json!([{"data": {"reason": "other"}}, {"data": {"name": "王五"}}]);
    seal.seal(&mut before, &is_private).unwrap();
    seal.seal(&mut after, &is_private).unwrap();
    assert_eq!(before["data"]["name"], after["data"]["name"]);
    assert_eq!(before["deferred"][0]["data"]["name"], after["deferred"][1]["data"]["name"]);
    assert_ne!(before["data"]["name"], before["data"]["data"]["name"]);
}

#[test]
fn cases_and_fields_do_not_share_ciphertexts() {
    let one = |name: &str, field: &str| {
        let mut document = json!({"data": {field: "张三"}});
        of_case(name).seal(&mut document, &is_private).unwrap();
        document["data"][field].clone()
    };
    assert_ne!(one("a", "name"), one("b", "name"));
    let seal = of_case("a");
    let mut document = json!({"data": {"name": "x", "phone": "x"}});
    seal.seal(&mut document, &is_private).unwrap();
    assert_ne!(document["data"]["name"], document["data"]["phone"]);
    document["data"]["phone"] = document["data"]["name"].clone();
    assert!(matches!(seal.open(&mut document), Err(Fault::Locked(field)) if field == "phone"));
}

#[test]
fn another_key_opens_nothing() {
    let key = sealer().new_case_key(&case("a")).unwrap();
    assert!(matches!(Sealer::new(&[8; KEY]).case(&case("a"), &key), Err(Fault::Locked(_))));
    assert!(matches!(sealer().case(&case("b"), &key), Err(Fault::Locked(_))));
    assert!(matches!(sealer().case(&case("a"), &key[..5]), Err(Fault::Malformed(_))));
    let mut sealed = document();
    of_case("a").seal(&mut sealed, &is_private).unwrap();
    assert!(matches!(of_case("b").open(&mut sealed), Err(Fault::Locked(_))));
}

#[test]
fn a_secret_of_the_deployment_opens_under_its_name_and_master_key_only() {
    let sealed = sealer().new_secret("ids").unwrap();
    let secret = sealer().secret("ids", &sealed).unwrap();
    assert_ne!(secret, sealer().secret("ids", &sealer().new_secret("ids").unwrap()).unwrap());
    assert!(matches!(sealer().secret("other", &sealed), Err(Fault::Locked(_))));
    assert!(matches!(Sealer::new(&[8; KEY]).secret("ids", &sealed), Err(Fault::Locked(_))));
    assert!(sealer().case(&case("ids"), &sealed).is_err());
    let given = sealer().seal_secret("ids", &[5; KEY]).unwrap();
    assert_eq!(sealer().secret("ids", &given).unwrap(), [5; KEY]);
}

#[test]
fn a_value_from_outside_cannot_pass_for_a_sealed_one() {
    for value in [json!({"$sealed": "AAAA"}), json!([{"$private": true}])] {
        let mut document = json!({"data": {"visitors": value}});
        assert!(matches!(of_case("a").seal(&mut document, &is_private), Err(Fault::Reserved(_))));
    }
    let mut document = json!({"data": {"name": {"$sealed": "not base64 at all"}}});
    assert!(matches!(of_case("a").open(&mut document), Err(Fault::Malformed(field)) if field == "name"));
}

#[test]
fn readers_see_a_mark() {
    let mut sealed = document();
    of_case("a").seal(&mut sealed, &is_private).unwrap();
    let seen = shown(sealed);
    assert_eq!(seen["data"]["name"], json!({"$private": true}));
    assert_eq!(seen["data"]["visitors"], 5);
    assert_eq!(seen, marked(document(), &is_private));
}

#[test]
fn the_master_key_is_made_once_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let made = master_key(&path).unwrap();
    let read = master_key(&path).unwrap();
    assert_eq!((made.is_new, read.is_new, made.key), (true, false, read.key));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::write(&path, "dG9vIHNob3J0").unwrap();
    assert!(matches!(master_key(&path), Err(Fault::Master { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "dG9vIHNob3J0");
}
