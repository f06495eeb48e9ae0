//! What is known of the version that was marked.

use super::by_words::Words;
use super::statements::Version;

/// The version that a marked PDF shows.
pub struct Shown<'v, 'a> {
    pub version: &'v Version<'a>,
    /// The version that it is compared with, in the edition `changes`.
    pub before: Option<&'v Version<'a>>,
    /// They find what cannot be found by place.
    pub words: &'v Words<'a>,
}
