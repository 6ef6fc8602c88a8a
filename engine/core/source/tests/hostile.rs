use std::time::{Duration, Instant};

use super::*;

/// Generous: a debug build on a busy machine must still make it.
fn refused(bytes: &[u8], code: Code) {
    let begun = Instant::now();
    let mut sources = Sources::new();
    let parsed = parse(&mut sources, "hostile", bytes);
    let codes: Vec<_> = parsed.diagnostics.iter().map(|d| d.code).collect();
    assert!(codes.contains(&code), "{code:?} not in {codes:?}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    if let Some(node) = parsed.node {
        assert!(node.count() <= 400_000);
        drop((node.to_json(), node.to_yaml()));
    }
}

#[test]
fn bombs_of_aliases() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(", "));
    }
    refused(bomb.as_bytes(), Code::AliasBomb);
    let long = format!("a: &a '{}'\nb: [{}]\n", "x".repeat(400_000), vec!["*a"; 10_000].join(", "));
    refused(long.as_bytes(), Code::AliasBomb);
    let mut chain = String::from("a0: &a0 [x]\n");
    for level in 1..100 {
        chain += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    refused(chain.as_bytes(), Code::TooDeep);
}

#[test]
fn towers() {
    refused("[".repeat(200_000).as_bytes(), Code::TooDeep);
    refused("{a: ".repeat(100_000).as_bytes(), Code::TooDeep);
    refused("- ".repeat(100_000).as_bytes(), Code::TooDeep);
    let nested: String = (0..500).map(|depth| format!("{}k:\n", " ".repeat(depth))).collect();
    refused(nested.as_bytes(), Code::TooDeep);
}

#[test]
fn masses() {
    refused(&vec![b'a'; 50 << 20], Code::TooLarge);
    refused("- a\n".repeat(250_000).as_bytes(), Code::TooManyNodes);
    let same = "a: 1\n".repeat(20_000);
    refused(same.as_bytes(), Code::DuplicateKey);
}

#[test]
fn junk() {
    let junk: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    refused(&junk, Code::Utf8);
    refused("a: \"\n".repeat(100_000).as_bytes(), Code::DuplicateKey);
    refused("? ".repeat(100_000).as_bytes(), Code::TooDeep);
    refused("x: [\n".repeat(20).as_bytes(), Code::YamlSyntax);
}

#[test]
fn one_slip_many_times_on_one_line() {
    let line = |item: &str| format!("a: [{}]\n", vec![item; 900_000 / item.len() / 2].join(", "));
    refused(line("甲，乙丙丁").as_bytes(), Code::FullwidthPunctuation);
    refused(line("f(aaaaaa").as_bytes(), Code::FlowCommaSplit);
    refused(line("{a: 1, a: 2}").as_bytes(), Code::DuplicateKey);
    refused(line("*a").as_bytes(), Code::UnknownAnchor);
    let keys: String = (0..50_000).map(|n| format!("k{n}五：: 1\n")).collect();
    refused(keys.as_bytes(), Code::FullwidthPunctuation);
}

#[test]
fn many_findings_are_shown_in_time() {
    let begun = Instant::now();
    let (sources, parsed) = read(&"a: 1 # 甲乙丙丁\n".repeat(20_000));
    let shown = render(&parsed.diagnostics, &sources, Lang::Zh, false);
    assert_eq!(parsed.diagnostics.len(), Limits::default().diagnostics);
    assert!(shown.contains("E0108") && begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
