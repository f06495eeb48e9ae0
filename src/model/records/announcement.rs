//! The news text that goes with a release.

use crate::model::record::record;
use crate::model::scalar::Link;
use crate::model::text::{Prose, Text};

use super::Theme;

record! {
    /// What the news text of a release says besides what the report says itself.
    pub struct Announcement {
        /// The address of the folder that the files will lie in; links are relative when missing.
        pub address: Option<Text>,
        /// The themes whose findings are told, in this order; all of them when missing.
        pub themes: Vec<Link<Theme>>,
        /// What opens the text: what is out, and what came before it.
        pub lead: Option<Prose>,
        /// Whom the report thanks.
        pub thanks: Option<Prose>,
    }
}
