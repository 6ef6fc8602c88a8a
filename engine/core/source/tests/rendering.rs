use super::*;

const TEXT: &str = "language: 1\n标题: 信访事项办理，异议 *无此锚点\nstates:\n  登记: { guard: f(甲, 乙), to: 受理 }\n  受理: { to: *无此锚点 }\n  登记: 1\n";

#[test]
fn under_chinese_text_in_both_languages() {
    let (sources, parsed) = read(TEXT);
    insta::assert_snapshot!("zh", render(&parsed.diagnostics, &sources, Lang::Zh, false));
    insta::assert_snapshot!("en", render(&parsed.diagnostics, &sources, Lang::En, false));
    insta::assert_json_snapshot!("json", to_json(&parsed.diagnostics, &sources, Lang::Zh));
}

#[test]
fn the_mark_stands_under_its_word() {
    let (sources, parsed) = read("说明: 一二三\nb: { 目标: *缺失 }\n");
    let shown = render(&parsed.diagnostics, &sources, Lang::Zh, false);
    let lines: Vec<_> = shown.lines().collect();
    let at = lines.iter().position(|line| line.contains("*缺失 }")).unwrap();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let before = |line: &str, sign| width(line.split(sign).next().unwrap());
    assert_eq!(before(lines[at], '*'), before(lines[at + 1], '^'), "{shown}");
    assert_eq!(lines[at + 1].matches('^').count(), 5);
}

#[test]
fn long_lines_are_cut_around_the_mark() {
    let text = format!(
        "a: '{}'\nb: {{ c: '{}', d: *gone, e: '{}' }}\n",
        "甲".repeat(9),
        "乙".repeat(400),
        "丙".repeat(400)
    );
    let (sources, parsed) = read(&text);
    let shown = render(&parsed.diagnostics, &sources, Lang::En, false);
    assert!(shown.contains("*gone"), "{shown}");
    assert!(shown.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) < 200), "{shown}");
}

#[test]
fn without_a_place_there_is_still_a_message() {
    let fault = Diagnostic::nowhere(Code::Io).with("path", "x.yaml").with("detail", "denied");
    let shown = render(&[fault], &Sources::new(), Lang::En, false);
    assert!(shown.contains("E0807") && shown.contains("x.yaml"), "{shown}");
    let mut sources = Sources::new();
    let parsed = parse(&mut sources, "big.yaml", &vec![b'a'; 2 << 20]);
    assert!(render(&parsed.diagnostics, &sources, Lang::Zh, true).contains("big.yaml"));
}
