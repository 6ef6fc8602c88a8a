//! Who was on duty at some moments of the two months, and why.

use docket_core::rotation::Error;
use docket_core::source::Lang;
use docket_core::step::World;

/// A moment of the long holiday, one of a day that is worked to make up for it, and a community.
const MOMENTS: [&str; 2] = ["2026-10-03T10:00:00+08:00", "2026-10-10T10:00:00+08:00"];
const COMMUNITY: &str = "m-07";

/// The explanations, line by line.
///
/// # Errors
/// [`Error`] when the calendar of the demo cannot answer.
pub fn told(world: &World, lang: Lang) -> Result<String, Error> {
    let mut told = super::super::lang::pick(lang, "谁在值班，为什么", "who was on duty, and why").to_owned();
    for moment in MOMENTS {
        let at = moment.parse().map_err(|_| Error::OutOfRange)?;
        let why = world.duty.why("community-duty", Some(COMMUNITY), None, at)?;
        told.push_str("\n  ");
        told.push_str(&why.lines(lang).join("\n    "));
    }
    Ok(told)
}
