//! A snapshot as people and programs read it: JSON by serde, CSV, text, HTML and SVG. Functions of the snapshot and the
//! language alone.

mod csv;
mod frame;
mod html;
mod svg;
mod table;
mod text;
mod xml;

pub(super) use table::words as shown;

pub use csv::csv;
pub use html::html;
pub use svg::svg;
pub use text::{grid, text};
pub use xml::Xml;
