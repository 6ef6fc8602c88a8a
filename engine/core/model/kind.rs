//! The kinds of document, told apart by the suffix of the file name.

/// A kind of document that an author writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `pack.yaml`: version, parameters.
    Pack,
    /// `*.workflow.yaml`
    Workflow,
    /// `*.calendar.yaml`
    Calendar,
    /// `*.org.yaml`
    Org,
    /// `*.register.yaml`
    Register,
    /// `*.list.yaml`
    List,
    /// `*.rotation.yaml`
    Rotation,
    /// `*.schedule.yaml`
    Schedule,
    /// `*.board.yaml`
    Board,
    /// `*.scenario.yaml`
    Scenario,
}

impl Kind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Self; 10] = [
        Self::Pack,
        Self::Workflow,
        Self::Calendar,
        Self::Org,
        Self::Register,
        Self::List,
        Self::Rotation,
        Self::Schedule,
        Self::Board,
        Self::Scenario,
    ];

    /// The word used in file suffixes, schema names and documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Workflow => "workflow",
            Self::Calendar => "calendar",
            Self::Org => "org",
            Self::Register => "register",
            Self::List => "list",
            Self::Rotation => "rotation",
            Self::Schedule => "schedule",
            Self::Board => "board",
            Self::Scenario => "scenario",
        }
    }

    /// The kind that a file name stands for; absent for a file that is no document.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
        if stem == "pack" {
            return Some(Self::Pack);
        }
        let (_, word) = stem.rsplit_once('.')?;
        Self::ALL.into_iter().find(|kind| *kind != Self::Pack && kind.word() == word)
    }
}
