use super::*;

/// Every character of the value must be found at its place in the file.
fn exact(text: &str) {
    let (sources, parsed) = read(text);
    let node = parsed.node.unwrap();
    let script = node.get("s").unwrap();
    let file = sources.file(parsed.file).unwrap();
    let value = script.as_str().unwrap();
    for (at, sign) in value.char_indices().filter(|(_, c)| *c != '\n') {
        let place = script.script_offset(&sources, at).unwrap();
        assert!(file.text.get(place..).unwrap().starts_with(sign), "{text:?} at {at}");
    }
    assert!(script.script_offset(&sources, value.len()).is_some());
    assert!(!script.hides_places(&sources));
}

#[test]
fn exact_where_the_file_shows_the_script() {
    exact("s: 人数 >= 5\n");
    exact("s: '人数 == ''五'' && x == ''y'''\n");
    exact("s: \"人数 >= 5\"\n");
    exact("a: 1\ns: |\n    let x = 1;\n      x + '二'\n\n    y\nb: 2\n");
    exact("s: |-\r\n  a + 1;\r\n  b\r\n");
    exact("s: |2\n    deep\n  flat\n");
}

#[test]
fn none_where_it_does_not() {
    for text in ["s: >\n  a\n  b\n", "s: \"a\\u0041\"\n", "s: a\n  b\n", "s: 'a\n\n  b'\n"] {
        let (sources, parsed) = read(text);
        let node = parsed.node.unwrap();
        assert!(node.get("s").unwrap().hides_places(&sources), "{text:?}");
    }
}
