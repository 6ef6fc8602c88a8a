use std::path::Path;

use super::words::Words;
use super::*;

#[test]
fn every_code_has_its_words_and_an_example() {
    for lang in Lang::ALL {
        let words = Words::of(lang);
        for code in Code::ALL {
            for part in [None, Some("why"), Some("help")] {
                let text = words.template(*code, part).unwrap_or_default();
                assert!(text.chars().count() > 3, "{lang:?} {} {part:?}", code.slug());
            }
            let mut fault = Diagnostic::nowhere(*code);
            for name in code.arguments() {
                fault = fault.with(name, "@");
            }
            let said = words.say(&fault);
            let all = format!("{}{}{}", said.what, said.why, said.help);
            assert!(!all.contains("{$"), "an argument that {} does not list: {all}", code.slug());
        }
        for label in Label::ALL {
            assert_ne!(words.label(label), label.key());
        }
    }
    for code in Code::ALL {
        let (wrong, right) = pages::example(*code).unwrap_or_else(|| panic!("no example of {}", code.slug()));
        assert_ne!(wrong, right, "{}", code.slug());
    }
}

#[test]
fn numbers_and_names_are_unique() {
    for (at, code) in Code::ALL.iter().enumerate() {
        assert_eq!(Code::of_number(code.number()), Some(*code));
        assert!(Code::ALL[at + 1..].iter().all(|other| other.slug() != code.slug()));
        assert_eq!(code.number().starts_with('E'), code.severity() == Severity::Error);
    }
}

#[test]
fn both_languages_have_the_same_messages() {
    let ids = |text: &str| {
        let id = |line: &str| line.split_once(" =").map(|(id, _)| id.to_owned());
        let mut ids: Vec<_> =
            text.lines().filter(|l| l.starts_with(char::is_alphabetic)).filter_map(id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(include_str!("../words/zh.ftl")), ids(include_str!("../words/en.ftl")));
}

#[test]
fn the_text_examples_show_what_they_claim() {
    // The others need more than one text.
    let of_text = [
        "empty",
        "yaml_syntax",
        "duplicate_key",
        "unknown_anchor",
        "unknown_tag",
        "many_documents",
        "fullwidth_punctuation",
        "tab_indent",
        "cut_at_hash",
        "flow_comma_split",
        "complex_key",
    ];
    for code in Code::ALL.iter().filter(|code| of_text.contains(&code.slug())) {
        let (wrong, right) = pages::example(*code).unwrap();
        let slugs: Vec<_> = found(wrong).into_iter().map(|(slug, _)| slug).collect();
        assert_eq!(slugs, [code.slug()], "{wrong}");
        assert_eq!(found(right), [], "{right}");
    }
}

#[test]
fn pages_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/diagnostics");
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    for (name, text) in pages::pages() {
        let path = folder.join(&name);
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(there, text, "{name} is stale: run the tests with UPDATE_DOCS=1");
    }
}

#[test]
fn a_long_list_of_names_is_cut() {
    let names: Vec<_> = (0..100).map(|n| format!("s{n}")).collect();
    let fault = Diagnostic::nowhere(Code::UnknownState).with("name", "x").with("known", names.join(", "));
    let help = Words::of(Lang::Zh).say(&fault).help;
    assert!(help.contains("s19, …") && !help.contains("s20"), "{help}");
    let none = Words::of(Lang::En).say(&Diagnostic::nowhere(Code::UnknownState).with("name", "x"));
    assert!(none.help.contains("(none)"), "{}", none.help);
}
