//! What is found in a text, and where.

use super::engine;
use crate::script::{FindingKind, Grammar, Kind, Type};
use std::collections::BTreeMap;

/// The piece of text each finding covers, with its kind in words.
fn found(text: &str, kind: Kind) -> Vec<(String, FindingKind)> {
    let engine = engine();
    let findings = match engine.compile(text, kind) {
        Err(findings) => findings,
        Ok(script) => engine.check(&script, &types()).findings,
    };
    findings
        .into_iter()
        .map(|f| (text.get(f.offset..f.offset + f.length).unwrap().to_owned(), f.kind))
        .collect()
}

fn types() -> BTreeMap<String, Type> {
    let words = ["property", "environment"].map(str::to_owned).to_vec();
    let event = BTreeMap::from([("organ".to_owned(), Type::Unit), ("days".to_owned(), Type::Integer)]);
    BTreeMap::from(
        [
            ("people", Type::Integer),
            ("amount", Type::Decimal),
            ("open", Type::Bool),
            ("matter", Type::Enum(words)),
            ("filed", Type::Date),
            ("人数", Type::Integer),
            ("event", Type::Map(event)),
            ("names", Type::list(Type::Text)),
        ]
        .map(|(name, of)| (name.to_owned(), of)),
    )
}

fn one(text: &str, kind: Kind) -> (String, FindingKind) {
    let all = found(text, kind);
    let [one] = all.as_slice() else { panic!("{text}: {all:?}") };
    one.clone()
}

#[test]
fn sound_scripts_have_none() {
    for text in [
        "people >= 5 && amount < 1000 && open == true",
        "matter in [\"property\", \"environment\"] || matter == \"property\"",
        "event.organ == \"housing\" && event.days + 1 > people",
        "filed <= date(\"2026-10-01\") && !open",
        "at_least(people, 人数, \"2/3\") && names.contains(\"a\")",
        "event.organ != () && (if open { people } else { 人数 }) > 1",
        "ratio(people, 人数) > amount / 3",
    ] {
        assert_eq!(found(text, Kind::Guard), [], "{text}");
    }
    assert_eq!(
        found("let n = 0; for x in names { n += 1; } people = n; while n > 0 { n -= 1; }", Kind::Run),
        []
    );
}

#[test]
fn names_are_found_with_suggestions_under_chinese_text() {
    let (at, kind) = one("人数 > 3 && peopel > 5", Kind::Guard);
    assert_eq!(at, "peopel");
    assert_eq!(
        kind,
        FindingKind::UnknownVariable { name: "peopel".into(), suggestion: Some("people".into()) }
    );
    let (at, kind) = one("\"办理完毕\" == \"\" || event.orgam == \"住建局\"", Kind::Guard);
    assert_eq!(at, "orgam");
    assert!(
        matches!(kind, FindingKind::UnknownProperty { of, suggestion: Some(s), .. } if of == "event" && s == "organ")
    );
    let (at, kind) = one("\"办\" == \"\" &&\n  cout(names) > 1", Kind::Guard);
    assert_eq!(at, "cout");
    assert!(matches!(kind, FindingKind::UnknownFunction { suggestion: Some(s), .. } if s == "count"));
    let (at, kind) = one("matter == property", Kind::Guard);
    assert_eq!(at, "property");
    assert!(matches!(kind, FindingKind::UnknownVariable { suggestion: Some(s), .. } if s == "\"property\""));
}

#[test]
fn types_are_held_together() {
    let (at, kind) = one("人数 > 3 && people == \"5\"", Kind::Guard);
    assert_eq!(at, "==");
    let (left, right) = ("integer".to_owned(), "text".to_owned());
    assert_eq!(kind, FindingKind::UnlikeTypes { operator: "==".into(), left, right });
    let (at, kind) = one("matter == \"propery\"", Kind::Guard);
    assert_eq!(at, "\"propery\"");
    assert!(matches!(kind, FindingKind::NotOneOf { suggestion: Some(s), .. } if s == "property"));
    assert_eq!(one("\"x\" == matter", Kind::Guard).0, "\"x\"");
    assert_eq!(one("matter in [\"property\", \"x\"]", Kind::Guard).0, "\"x\"");
    assert_eq!(one("people / 3 > 1", Kind::Guard), ("/".into(), FindingKind::IntegerDivision));
    assert!(matches!(one("people + 1", Kind::Guard).1, FindingKind::NotBool { .. }));
    assert_eq!(one("open && people", Kind::Guard).0, "people");
    assert!(matches!(one("year(people) > 1", Kind::Guard).1, FindingKind::WrongArguments { .. }));
    assert!(matches!(one("filed == \"2026-10-01\"", Kind::Guard).1, FindingKind::UnlikeTypes { .. }));
    assert!(matches!(one("people = 0.5", Kind::Run).1, FindingKind::UnlikeTypes { .. }));
    assert!(matches!(one("matter = \"x\"", Kind::Run).1, FindingKind::NotOneOf { .. }));
}

#[test]
fn the_result_type_is_known() {
    let engine = engine();
    for (text, wanted) in [
        ("people + 1", Type::Integer),
        ("amount * people", Type::Decimal),
        ("max(people, 人数)", Type::Integer),
        ("plus_days(filed, 3)", Type::Date),
        ("`${people}人`", Type::Text),
        ("names[0]", Type::Text),
        ("event.organ ?? \"x\"", Type::Text),
        ("ratio(1, 3)", Type::Fraction),
    ] {
        let script = engine.compile(text, Kind::Value).unwrap();
        let checked = engine.check(&script, &types());
        assert_eq!((checked.result, checked.findings.len()), (wanted, 0), "{text}");
    }
}

#[test]
fn what_scripts_do_not_have_is_refused_at_its_place() {
    for (text, at) in [
        ("eval(\"1\")", "eval"),
        ("import \"x\" as y", "import"),
        ("fn f() { 1 }", "fn"),
        ("sleep(1)", "sleep"),
        ("try { 1 } catch { 2 }", "try"),
        ("people /= 2", "/="),
    ] {
        let all = found(text, Kind::Run);
        assert_eq!(all[0].0, at, "{text}: {all:?}");
        assert!(matches!(all[0].1, FindingKind::Forbidden { .. }), "{text}: {all:?}");
    }
    let closure = engine().compile("names.map(|x| x)", Kind::Value);
    assert!(closure.is_err(), "closures are refused");
    assert_eq!(one("while true {}", Kind::Guard), ("while".into(), FindingKind::LoopOutsideRun));
    assert_eq!(one("people = 5", Kind::Guard), ("=".into(), FindingKind::EqualsMeant));
    assert_eq!(one("people += 5", Kind::Value), ("+=".into(), FindingKind::AssignmentInGuard));
    assert_eq!(one("names.push(\"x\")", Kind::Guard).1, FindingKind::AssignmentInGuard);
    assert_eq!(one("人数 > 3 ＆ open", Kind::Guard).0, "＆");
    assert_eq!(found("（人数 > 3）", Kind::Guard).len(), 2);
}

#[test]
fn grammar_faults_are_plain_and_placed() {
    for (text, grammar, at, meant) in [
        ("人数 > 3 and open", Grammar::WrittenAs, "and", "&&"),
        ("not open", Grammar::WrittenAs, "open", "!"),
        ("people 大于 3", Grammar::WrittenAs, "大于", ">"),
        ("people => 3", Grammar::WrittenAs, "=>", ">="),
        ("people > = 3", Grammar::WrittenAs, "=", ">="),
        ("people≥3", Grammar::WrittenAs, "≥", ">="),
        ("people ≠ 3", Grammar::WrittenAs, "≠", "!="),
        ("people <> 3", Grammar::WrittenAs, ">", "!="),
        ("event.organ == null", Grammar::WrittenAs, "null", "()"),
        ("matter == 'property'", Grammar::SingleQuotes, "'property'", "\"property\""),
        ("人数 > (3", Grammar::BracketOpen, "", ""),
        ("max(people", Grammar::BracketOpen, "", ""),
        ("人数 > 3)", Grammar::BracketExtra, ")", ""),
        ("(人数 3)", Grammar::OperatorMissing, "3", ""),
        ("人数 > 3 open", Grammar::OperatorMissing, "open", ""),
        ("人数 >", Grammar::EndsEarly, "", ""),
        ("(人数 > )", Grammar::EndsEarly, ")", ""),
        ("> 3", Grammar::ValueMissing, ">", ""),
        ("people == == 3", Grammar::ValueMissing, "==", ""),
        ("max(people 人数)", Grammar::CommaMissing, "人数", ""),
        ("people > 2,000", Grammar::CommaExtra, ",", ""),
        ("people in (1, 2)", Grammar::ListBrackets, ",", ""),
        ("matter == \"property", Grammar::QuoteOpen, "\"property", ""),
        ("people > 5天", Grammar::NumberUnit, "天", ""),
        ("open ? 1 : 2", Grammar::QuestionMark, "?", ""),
        ("if open 1", Grammar::Braces, "1", ""),
        ("event.", Grammar::NameMissing, "", ""),
        ("people > 3;", Grammar::SemicolonExtra, ";", ""),
        ("", Grammar::Empty, "", ""),
    ] {
        let (found, kind) = one(text, Kind::Guard);
        assert_eq!(found, at, "{text}: {kind:?}");
        let FindingKind::Syntax { grammar: got, suggestion, .. } = kind else { panic!("{text}: {kind:?}") };
        assert_eq!((got, suggestion.unwrap_or_default().as_str()), (grammar, meant), "{text}");
    }
    for (text, grammar) in [
        ("people = 1 open = true", Grammar::SemicolonMissing),
        ("if open { people = 1", Grammar::BracketOpen),
        ("people + 1 = 2", Grammar::NotAssignable),
        ("break;", Grammar::OutsideLoop),
        ("let m = #{ a 1 };", Grammar::ColonMissing),
        ("let m = #{ a: 1, a: 2 };", Grammar::NamedTwice),
    ] {
        let (_, kind) = one(text, Kind::Run);
        assert!(
            matches!(&kind, FindingKind::Syntax { grammar: got, .. } if *got == grammar),
            "{text}: {kind:?}"
        );
    }
    assert_eq!(one("if people = 3 { open = true }", Kind::Run).1, FindingKind::EqualsMeant);
    let full = one("people > ５", Kind::Guard).1;
    assert_eq!(full, FindingKind::FullWidth { found: '５', meant: '5' });
    assert!(matches!(one("min()", Kind::Value).1, FindingKind::WrongArguments { .. }));
}
