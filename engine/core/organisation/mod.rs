//! stub
#![allow(missing_docs)]
use jiff::civil::Date;
#[derive(Clone, Debug, Default)]
pub struct Organisation {}
pub struct FoundRole {
    pub unit: String,
    pub people: Vec<String>,
    pub walked: Vec<String>,
}
impl Organisation {
    pub fn ancestor(&self, _: &str, _: &str) -> Option<&str> {
        None
    }
    pub fn parent(&self, _: &str) -> Option<&str> {
        None
    }
    pub fn level(&self, _: &str) -> Option<&str> {
        None
    }
    pub fn common_superior(&self, _: &str, _: &str) -> Option<&str> {
        None
    }
    pub fn find_role(&self, _: &str, _: &str, _: Date) -> Option<FoundRole> {
        None
    }
    pub fn has_unit(&self, _: &str) -> bool {
        true
    }
    pub fn has_person(&self, _: &str) -> bool {
        true
    }
    pub fn title_of(&self, _: &str) -> Option<&str> {
        None
    }
}
