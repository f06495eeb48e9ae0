//! Marks at what changed since an earlier release, in the edition that shows them. Without an earlier release there are none.

pub mod texts;
pub mod line;
pub mod blocks;
pub mod edition;
