//! Slips that have a name: full-width signs, tabs, a value cut at ` #`, an expression split at its comma.

mod after;
mod syntax;

pub(super) use after::find;
pub(super) use syntax::{blank, region, syntax};

/// Full-width signs and what was meant.
const FULLWIDTH: &[(char, &str)] = &[
    ('：', ":"),
    ('，', ","),
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('＃', "#"),
    ('－', "-"),
    ('　', "␠"),
];

/// What a full-width sign stands for.
fn ascii_of(sign: char) -> Option<&'static str> {
    FULLWIDTH.iter().find(|(full, _)| *full == sign).map(|(_, ascii)| *ascii)
}
