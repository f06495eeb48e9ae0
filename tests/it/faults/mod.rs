//! Proves that faults of a report are found, at their place, and printed in every format.

mod cases;

mod before_pages;
mod causes;
mod examples;
mod formats;
mod model_page;
pub mod schemas;
mod silence;
