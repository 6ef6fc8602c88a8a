use super::*;

#[test]
fn scalars_follow_the_core_schema() {
    let (_, parsed) =
        read("on: yes\nno: 12\nd: 2022-05-01\nx: 0.10\nn: ~\nt: true\nq: '12'\nh: 0x1F\ni: .inf\n");
    assert_eq!(parsed.diagnostics, []);
    let node = parsed.node.unwrap();
    assert_eq!(node.get("on").unwrap().as_str(), Some("yes"));
    assert_eq!(node.get("no").unwrap().as_integer(), Some(12));
    assert_eq!(node.get("d").unwrap().as_str(), Some("2022-05-01"));
    assert_eq!(node.get("x").unwrap().kind, Kind::Decimal("0.10".into()));
    assert!(node.get("n").unwrap().is_null());
    assert_eq!(node.get("t").unwrap().as_bool(), Some(true));
    assert_eq!(node.get("q").unwrap().as_str(), Some("12"));
    assert_eq!(node.get("h").unwrap().as_integer(), Some(31));
    assert_eq!(node.get("i").unwrap().as_str(), Some(".inf"));
    let keys: Vec<_> =
        node.to_yaml().as_mapping().unwrap().keys().map(|k| k.as_str().unwrap().to_owned()).collect();
    assert_eq!(keys, ["on", "no", "d", "x", "n", "t", "q", "h", "i"]);
    assert_eq!(node.to_json()["x"], serde_json::json!(0.1));
}

#[test]
fn spans_cover_what_was_written() {
    let text = "标题: 登记\nstates:\n  a: { to: [x, y] }\n  b:\n    - 'it''s'\nlast: |\n  one\n  two\n\n";
    let (sources, parsed) = read(text);
    let node = parsed.node.unwrap();
    let states = node.get("states").unwrap();
    assert_eq!(sources.text(states.span), "a: { to: [x, y] }\n  b:\n    - 'it''s'");
    assert_eq!(sources.text(states.get("a").unwrap().span), "{ to: [x, y] }");
    let path = Pointer::root().key("states").key("b").index(0);
    assert_eq!(path.to_string(), "/states/b/0");
    assert_eq!(sources.text(node.at(&path).unwrap().span), "'it''s'");
    assert_eq!(sources.text(node.key_span(&path.parent().unwrap()).unwrap()), "b");
    assert_eq!(sources.text(node.get("last").unwrap().span), "|\n  one\n  two");
    let value = node.get("标题").unwrap();
    let place = sources.start(value.span).unwrap();
    assert_eq!((place.line, place.column, place.display_column), (1, 5, 7));
}

#[test]
fn a_repeated_key_is_named_and_the_first_one_kept() {
    let (sources, parsed) = read("a: 1\nb: 2\na: 3\n");
    let [fault] = &parsed.diagnostics[..] else { panic!("one fault") };
    assert_eq!((fault.code, fault.span.unwrap().start), (Code::DuplicateKey, 10));
    assert_eq!(fault.related[0].0.start, 0);
    assert_eq!(parsed.node.unwrap().get("a").unwrap().as_integer(), Some(1));
    assert_eq!(sources.start(fault.span.unwrap()).unwrap().line, 3);
}

#[test]
fn aliases_are_copies_that_know_both_places() {
    let (sources, parsed) = read("a: &x { k: 1 }\nb: *x\nc: *nope\n");
    let node = parsed.node.unwrap();
    let b = node.get("b").unwrap();
    assert_eq!(b.get("k").unwrap().as_integer(), Some(1));
    assert_eq!((sources.text(b.span), sources.text(b.place())), ("{ k: 1 }", "*x"));
    assert_eq!(parsed.diagnostics[0].code, Code::UnknownAnchor);
    assert_eq!(found("a: &x [ *x ]"), pairs(&[("unknown_anchor", "*x")]));
}

#[test]
fn what_makes_no_document_is_said() {
    assert_eq!(found(""), pairs(&[("empty", "")]));
    assert_eq!(found("# only words\n"), pairs(&[("empty", "")]));
    assert_eq!(found("a: 1\n---\nb: 2\n"), pairs(&[("many_documents", "---")]));
    assert_eq!(found("a: !ruby/object 1\n"), pairs(&[("unknown_tag", "!ruby/object")]));
    assert_eq!(found("a: !!str 1\n"), []);
    assert_eq!(found("? [a]\n: 1\n"), pairs(&[("complex_key", "[a]")]));
    assert_eq!(found("a: x\0y\n"), pairs(&[("nul", "\0")]));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_key() {
    let (sources, parsed) = read("\u{feff}a: 1\n");
    assert_eq!(parsed.diagnostics, []);
    let span = parsed.node.unwrap().entry("a").unwrap().key.span;
    assert_eq!((sources.text(span), sources.start(span).unwrap().column), ("a", 1));
}

#[test]
fn broken_utf8_is_shown_where_it_is() {
    let mut sources = Sources::new();
    let parsed = parse(&mut sources, "x", b"a: 1\nb: \xff\xfe\nc: 2\n");
    assert_eq!(parsed.diagnostics[0].code, Code::Utf8);
    assert_eq!(sources.start(parsed.diagnostics[0].span.unwrap()).unwrap().line, 2);
    assert_eq!(parsed.node.unwrap().get("c").unwrap().as_integer(), Some(2));
    assert!(!parsed.whole);
}

#[test]
fn reading_goes_on_behind_a_syntax_fault() {
    let text = "a: 1\na: 2\nb: [1, 2\nc: 3\nd: \"x\" y\ne: 5\nf: *gone\n";
    let (_, parsed) = read(text);
    let codes: Vec<_> = parsed.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&Code::DuplicateKey), "{codes:?}");
    assert!(codes.contains(&Code::UnknownAnchor), "{:#?}", found(text));
    assert!(codes.iter().filter(|c| **c == Code::YamlSyntax).count() >= 2, "{:#?}", parsed.diagnostics);
    assert!(!parsed.whole);
    assert_eq!(parsed.node.unwrap().get("e").unwrap().as_integer(), Some(5));
}

#[test]
fn suggestions_work_for_latin_and_chinese() {
    assert_eq!(did_you_mean("gaurd", ["guard", "do", "to"]), Some("guard".into()));
    assert_eq!(did_you_mean("办接", ["办结", "受理"]), Some("办结".into()));
    assert_eq!(did_you_mean("信访办理中心", ["信访办里中心", "社区"]), Some("信访办里中心".into()));
    assert_eq!(did_you_mean("zzz", ["guard", "to"]), None);
    assert_eq!(did_you_mean("登记", ["受理"]), None);
}
