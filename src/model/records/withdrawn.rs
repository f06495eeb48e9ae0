//! What the report no longer has: ids stay taken for good, so that a link to an earlier version never lands on something else.

use crate::model::kind::Kind;
use crate::model::record::record;
use crate::model::scalar::Id;
use crate::model::text::{Plain, Text};

record! {
    /// `withdrawn.toml`: the ids that earlier versions had and this one has not.
    pub struct WithdrawnFile {
        /// What was withdrawn.
        pub withdrawn: Vec<Withdrawn>,
    }
}

record! {
    /// Something that an earlier version of the report had. Its id is never used again.
    pub struct Withdrawn {
        /// The id that it had.
        pub id: Id,
        /// What it was.
        pub kind: Kind,
        /// The first version without it, such as `1.1.0`.
        pub version: Text,
        /// What it was called.
        pub title: Plain,
        /// Why it was withdrawn.
        pub reason: Plain,
        /// The ids that say now what it said, also ones that were withdrawn later.
        pub replaced_by: Vec<Id>,
    }
}
