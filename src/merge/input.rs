//! What every output of a report is made from.

use crate::files::Tree;
use crate::graph::Graph;
use crate::rules::Press;

use super::{Brand, Wording};

/// A checked report, and what it is shown with in one language.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub graph: &'a Graph,
    pub templates: &'a Tree,
    /// The labels of the report's languages, in their order.
    pub wordings: &'a [Wording],
    /// The one of this language.
    pub wording: &'a Wording,
    pub press: &'a Press,
    pub brand: &'a Brand,
}
