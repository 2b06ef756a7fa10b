//! Sets of versions, and how two of them lie to one another.

/// The versions that a cell of a version table names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Versions {
    /// Versions by their numbers, as ranges in order that neither overlap nor touch.
    Ranges(Vec<VersionRange>),
    /// The latest release, whatever its number.
    Latest,
    /// A branch that moves, ahead of every release.
    Branch,
    /// Every version that no other row names.
    Rest,
    /// Anything else: a name, a version of something else.
    Opaque,
}

/// A version as its first four numbers; those that are left out are 0.
pub type Version = [u32; 4];

/// The versions from one up to, and without, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionRange {
    /// The first version.
    pub from: Version,
    /// The first version behind the range; `None` where it is open.
    pub to: Option<Version>,
}

/// How two sets of versions lie to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// No version is in both.
    Apart,
    /// They hold the same versions.
    Same,
    /// Every version of the first is in the second as well.
    Inside,
    /// Every version of the second is in the first as well.
    Around,
    /// Some versions are in both, and each has others.
    Partial,
}

impl VersionRange {
    fn holds(&self, other: &Self) -> bool {
        self.from <= other.from && ends_by(other.to, self.to)
    }

    pub(super) fn touches(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

/// Whether a range that ends at `end` ends no later than one that ends at `other`.
pub(super) fn ends_by(end: Option<Version>, other: Option<Version>) -> bool {
    match (end, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(end), Some(other)) => end <= other,
    }
}

impl Versions {
    /// The ranges; empty where the versions are not known by their numbers.
    pub fn ranges(&self) -> &[VersionRange] {
        match self {
            Self::Ranges(ranges) => ranges,
            _ => &[],
        }
    }

    /// Whether a version is one of those that are known by their numbers.
    pub fn hold(&self, version: Version) -> bool {
        self.ranges().iter().any(|range| range.from <= version && range.to.is_none_or(|to| version < to))
    }

    /// How two sets lie to one another; `None` where one is not known by its numbers.
    pub fn relation(&self, other: &Self) -> Option<Relation> {
        let (Self::Ranges(own), Self::Ranges(others)) = (self, other) else { return None };
        let holds = |outer: &[VersionRange], inner: &[VersionRange]| {
            inner.iter().all(|range| outer.iter().any(|outer| outer.holds(range)))
        };
        Some(match (holds(others, own), holds(own, others)) {
            (true, true) => Relation::Same,
            (true, false) => Relation::Inside,
            (false, true) => Relation::Around,
            (false, false) if own.iter().any(|own| others.iter().any(|other| own.touches(other))) => Relation::Partial,
            (false, false) => Relation::Apart,
        })
    }
}
