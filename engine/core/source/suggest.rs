//! What somebody may have meant.

/// The candidate that is most like `name`, if one is like enough. Works on characters, so for Chinese too.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&wanted, &lower);
            let likeness = strsim::jaro_winkler(&wanted, &lower);
            // Short names leave room for one slip only: of two characters, one must be right.
            let room = (length.max(lower.chars().count()) / 3).max(1);
            let shares = lower.chars().any(|c| wanted.contains(c));
            (shares && (distance <= room || likeness >= 0.88)).then_some((distance, -likeness, candidate))
        })
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(b.2)))
        .map(|(_, _, candidate)| candidate.to_owned())
}

/// A text with its full-width digits and signs in half-width. Absent: there are none.
pub fn half_width(text: &str) -> Option<String> {
    let plain = |c: char| match c {
        '．' | '。' => Some('.'),
        '－' => Some('-'),
        '：' => Some(':'),
        _ => char::from_u32(u32::from(c).checked_sub(0xFEE0)?).filter(char::is_ascii_digit),
    };
    let meant: String = text.chars().map(|c| plain(c).unwrap_or(c)).collect();
    (meant != text).then_some(meant)
}
