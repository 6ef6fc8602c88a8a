use super::*;

#[test]
fn full_width_signs() {
    assert_eq!(found("title：登记\nb: 1\n"), pairs(&[("fullwidth_punctuation", "：")]));
    assert_eq!(found("a:\n  to：登记\n"), pairs(&[("fullwidth_punctuation", "：")]));
    assert_eq!(found("a: [甲，乙]\n"), pairs(&[("fullwidth_punctuation", "，")]));
    assert_eq!(found("a: “登记”\n"), pairs(&[("fullwidth_punctuation", "“")]));
    assert_eq!(found("a: ［1, 2］\n"), pairs(&[("fullwidth_punctuation", "［")]));
    assert_eq!(found("a: 1\n　b: 2\n"), pairs(&[("fullwidth_punctuation", "　")]));
}

#[test]
fn prose_may_hold_full_width_signs() {
    assert_eq!(
        found("a: 注意：不得超期，“三长”联动\nb: { zh: 信访，办理, en: x }\nc: |\n  注意：一\n  要求：二\n"),
        []
    );
    assert_eq!(found("help:\n  凡受理的事项：应当按期答复。\n"), []);
}

#[test]
fn tabs() {
    assert_eq!(found("a:\n\tb: 1\n"), pairs(&[("tab_indent", "\t")]));
    assert_eq!(found("a:\n  b: 1\n\tc: 1\n"), pairs(&[("tab_indent", "\t")]));
}

#[test]
fn a_value_cut_at_a_hash() {
    assert_eq!(found("guard: has(tags, \"a #1\")\n"), pairs(&[("cut_at_hash", "#1\")")]));
    assert_eq!(found("guard: n == #x\n"), pairs(&[("cut_at_hash", "#x")]));
    assert_eq!(found("colour: #ff0000\n"), pairs(&[("cut_at_hash", "#ff0000")]));
    assert_eq!(found("a: b # why\nc: # why\n  d: 1\ne: # 备注\n"), []);
    assert_eq!(found("a: 'x #1'\n"), []);
}

#[test]
fn an_expression_split_at_its_comma() {
    let text = "a: { guard: f(a, b), to: c }\n";
    let (sources, parsed) = read(text);
    assert_eq!(found(text), pairs(&[("flow_comma_split", "f(a, b)")]));
    assert_eq!(parsed.diagnostics[0].suggestion.as_deref(), Some("'f(a, b)'"));
    let node = parsed.node.unwrap();
    let a = node.get("a").unwrap();
    assert_eq!(a.get("guard").unwrap().as_str(), Some("f(a, b)"));
    assert_eq!((a.entries().len(), sources.text(a.get("to").unwrap().span)), (2, "c"));
    assert_eq!(found("a: [ f(x, g(y, z)), w ]\n"), pairs(&[("flow_comma_split", "f(x, g(y, z))")]));
    assert_eq!(found("a: { b, c: f(d) }\n"), []);
}

#[test]
fn a_syntax_fault_says_why_and_where() {
    let why = |text: &str| {
        let (sources, parsed) = read(text);
        let fault = &parsed.diagnostics[0];
        let place = sources.start(fault.span.unwrap()).unwrap();
        assert_eq!((parsed.diagnostics.len(), fault.code), (1, Code::YamlSyntax), "{text}");
        (fault.arguments["reason"].clone(), place.line, place.column)
    };
    assert_eq!(why("title 登记\nb: 1\n"), ("colon".into(), 1, 1));
    assert_eq!(why("a: 1\n  b: 2\nc: 3\n"), ("indent".into(), 2, 3));
    assert_eq!(why("title: 中文: 冒号\n"), ("second_colon".into(), 1, 10));
    assert_eq!(why("a: [1, 2\nb: 1\n"), ("bracket".into(), 1, 4));
    assert_eq!(why("a: \"x\nb: 2\n"), ("quote".into(), 1, 4));
    assert_eq!(why("a: @x\nb: 2\n"), ("character".into(), 1, 4));
}
