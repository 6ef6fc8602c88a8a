use proptest::prelude::*;

use super::*;

fn sound(file: &File, span: Span) {
    assert!(file.text.get(span.start..span.end).is_some(), "{span:?} of {:?}", file.text);
}

fn walk(file: &File, sources: &Sources, node: &Node) {
    sound(file, node.span);
    node.alias.iter().for_each(|span| sound(file, *span));
    if let Some(value) = node.as_str() {
        for at in 0..=value.len() {
            if let Some(place) = node.script_offset(sources, at) {
                assert!(place <= file.text.len());
            }
        }
    }
    node.items().iter().for_each(|item| walk(file, sources, item));
    for entry in node.entries() {
        sound(file, entry.key.span);
        walk(file, sources, &entry.value);
    }
}

fn anything(bytes: &[u8]) {
    let mut sources = Sources::new();
    let parsed = parse(&mut sources, "p", bytes);
    let file = sources.file(parsed.file).unwrap();
    for fault in &parsed.diagnostics {
        fault.span.iter().for_each(|span| sound(file, *span));
        fault.related.iter().for_each(|(span, _)| sound(file, *span));
    }
    assert!(parsed.node.is_some() || !parsed.diagnostics.is_empty());
    if let Some(node) = &parsed.node {
        walk(file, &sources, node);
        drop((node.to_json(), node.to_yaml()));
    }
}

/// A scalar as it may be written, without what would end it.
fn scalar() -> impl Strategy<Value = String> {
    let text = "[a-z人五（“][a-z0-9 人：，五_#'>=.]{0,12}[a-z五]";
    prop_oneof![
        text.prop_map(|t| t.replace(" #", "_")),
        text.prop_map(|t| format!("'{}'", t.replace('\'', "''"))),
        text.prop_map(|t| format!("\"{t}\\n\"")),
        any::<i32>().prop_map(|n| n.to_string()),
        (any::<i16>(), 0u8..100).prop_map(|(n, part)| format!("{n}.{part:02}")),
        Just("true".to_owned()),
        Just("~".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        anything(&bytes);
    }

    #[test]
    fn any_yaml_like_text(parts in prop::collection::vec(prop::sample::select(vec![
        "a", "：", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ", ", "，", "“", "”", "'", "\"", "#", " #", "|", ">",
        "&x ", "*x", "!t ", "\t", "　", "\0", "? ", "---\n", "...\n", "\u{feff}", "\r\n", "%YAML 1.2\n", "(", ")", "\\",
        "五", "\u{2028}", "\u{85}",
    ]), 0..40)) {
        anything(parts.concat().as_bytes());
    }

    #[test]
    fn a_scalars_text_reads_as_its_value(values in prop::collection::vec(scalar(), 1..8), flow in any::<bool>()) {
        let text = if flow {
            let items: Vec<_> = values.iter().filter(|v| !v.contains(['[', '{', ','])).cloned().collect();
            format!("k: [ {} ]\n", items.join(", "))
        } else {
            values.iter().enumerate().map(|(n, v)| format!("键{n}:\n  - {v}\n")).collect()
        };
        let (sources, parsed) = read(&text);
        let errors: Vec<_> = parsed.diagnostics.iter().filter(|d| d.code == Code::YamlSyntax).collect();
        prop_assert!(errors.is_empty(), "{text}\n{errors:?}");
        let mut scalars = Vec::new();
        for entry in parsed.node.as_ref().unwrap().entries() {
            scalars.extend(entry.value.items());
        }
        for scalar in scalars {
            let (_, again) = read(&format!("v: {}\n", sources.text(scalar.span)));
            let again = again.node.unwrap();
            prop_assert_eq!(&again.get("v").unwrap().kind, &scalar.kind);
        }
    }
}
