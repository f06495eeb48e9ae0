//! Helpers of the tests: they make projects, run the program, and read PDFs with other code than the program's. No tests.

pub mod browser;
pub mod carried;
pub mod case;
pub mod cells;
pub mod divided;
pub mod git;
pub mod handwritten;
pub mod ink;
pub mod lines;
pub mod made;
pub mod marked;
pub mod parallel;
pub mod pdf;
pub mod printed;
pub mod project;
pub mod sheet;
pub mod shown;
pub mod spoken;
pub mod tags;
pub mod theme;
pub mod update;
pub mod watching;
pub mod x4;
