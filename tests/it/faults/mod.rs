//! Proves that what is wrong with a report is found, at its place, in every form in which faults are printed.

mod cases;

mod before_pages;
mod causes;
mod examples;
mod formats;
mod schemas;
mod silence;
