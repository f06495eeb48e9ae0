//! What a good report keeps: rules on the items themselves, on the use that is made of them, and on the words; and the
//! report's own word on its rules.

pub mod alternatives;
pub mod images;
pub mod files;
pub mod items;
pub mod texts;
pub mod review;
pub mod permanence;
pub mod usage;
pub mod policy;
